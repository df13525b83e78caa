"""The Pulumi project that the plugin serves, in whose folder the engine starts it.

No call says in which language a program is written. Its project file does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


def is_in_python(folder: Path) -> bool:
    """Whether the programs of the project in this folder, or in one above it, are in Python."""
    found = (each / name for each in (folder, *folder.parents) for name in _FILES)
    file = next((each for each in found if each.is_file()), None)
    return file is not None and _runtime(file) == "python"


def _runtime(file: Path) -> Any:
    try:
        project = yaml.safe_load(file.read_bytes())  # JSON is YAML
    except (OSError, yaml.YAMLError):
        return None  # the engine has read it, so that it matters to nobody but this one's words
    runtime = project.get("runtime") if isinstance(project, dict) else None
    return runtime.get("name") if isinstance(runtime, dict) else runtime
