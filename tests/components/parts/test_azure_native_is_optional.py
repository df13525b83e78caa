from __future__ import annotations

import subprocess
import sys

import pulumi
import pytest

from pulumi_private_endpoint.components.parts import azure_native


def test_components_can_be_imported_without_it() -> None:
    program = "import sys, pulumi_private_endpoint.components; sys.exit('pulumi_azure_native' in sys.modules)"

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_missing_one_is_one_line_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(azure_native, "PACKAGE", "pulumi_azure_native_not_here")

    with pytest.raises(pulumi.RunError) as raised:
        azure_native.load("ApprovedPrivateEndpoint")

    assert str(raised.value) == (
        'ApprovedPrivateEndpoint creates Azure resources: pip install "pulumi-private-endpoint[azure-native]"'
    )


def test_a_broken_one_is_not_called_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(azure_native, "MODULES", {("Broken", None): "no_such_module"})

    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        azure_native.load("Broken")
