from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_private_endpoint import arm

ROOM = Path(arm.__file__).parent
MODULES = sorted(ROOM.rglob("*.py"))


def test_all_names_everything_public_and_nothing_else() -> None:
    own = {
        name
        for name, value in vars(arm).items()
        if getattr(value, "__module__", "").startswith(f"{arm.__name__}.")
    }
    assert sorted(arm.__all__) == list(arm.__all__)
    assert set(arm.__all__) == own


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_the_room_knows_neither_pulumi_nor_what_it_is_used_for(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert "privateEndpoint" not in text
    assert not re.search(r"^ *(import|from) pulumi(?!_private_endpoint\.arm)", text, re.MULTILINE)
    assert len(text.splitlines()) <= 300


def test_importing_the_room_loads_no_slow_library() -> None:
    code = "import sys, pulumi_private_endpoint.arm; print({'azure.identity', 'pulumi'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"
