"""Without the extra `cli` the command says so, instead of a traceback."""

from __future__ import annotations

import sys

import pytest

from pulumi_private_endpoint import cli


@pytest.mark.parametrize("missing", ["typer", "rich", "jinja2"])
def test_what_is_missing_is_one_line(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(f"{cli.__name__}.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert str(ended.value.code).startswith(f"private-endpoint: {missing}")
    assert str(ended.value.code).endswith("pip install 'pulumi-private-endpoint[cli]'")
