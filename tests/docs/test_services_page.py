"""docs/services.md names every right that an approval can use, and the README points there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.pages import document_services

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
RIGHTS = document_services.PAGE.text().partition("## Rights\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.KeyVault/vaults/privateEndpointConnections/read",
        "Microsoft.KeyVault/vaults/privateEndpointConnections/write",
        "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
        "privateEndpointConnections/delete",
        "locations/operationStatuses/read",
        "locations/operationResults/read",
    ],
)
def test_a_right_is_named(action: str) -> None:
    assert f"{action}`" in RIGHTS


def test_the_readme_points_to_the_rights() -> None:
    assert "(docs/services.md#rights)" in README
