"""The environment in which the real engine runs for the tests and the quickstart.

Everything the engine writes goes to one scratch folder, and nothing of the user's own Pulumi set-up
(login, organisation, passphrase, plugins) is seen or touched.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.toolchain.pieces import YAML_HOST

ENGINE_PATH = "engine-path"
YAML_PATH = "yaml-path"
TYPESCRIPT_PATH = "typescript-path"


def engine_folder() -> Path:
    """The folder of the engine that the setting up chose.

    Raises:
        FileNotFoundError: nothing was set up in this virtual environment, or the engine is gone.
    """
    recorded = Path(sys.prefix) / ENGINE_PATH
    folder = Path(recorded.read_text().strip()) if recorded.exists() else None
    if not folder or not (folder / "pulumi").exists():
        raise FileNotFoundError("no Pulumi engine: run `make setup`")
    return folder


def yaml_folder() -> Path:
    """The folder with the host of YAML programs.

    Raises:
        FileNotFoundError: nothing was set up in this virtual environment, or it is gone.
    """
    recorded = Path(sys.prefix) / YAML_PATH
    folder = Path(recorded.read_text().strip()) if recorded.exists() else None
    if not folder or not (folder / YAML_HOST).exists():
        raise FileNotFoundError("no host of YAML programs: run `make setup`")
    return folder


def typescript_folder() -> Path:
    """The folder with the npm packages that TypeScript programs need.

    Raises:
        FileNotFoundError: they were not asked for.
    """
    recorded = Path(sys.prefix) / TYPESCRIPT_PATH
    folder = Path(recorded.read_text().strip()) if recorded.exists() else None
    if not folder or not folder.is_dir():
        raise FileNotFoundError("no npm packages: run `make typescript`")
    return folder


def environment(home: Path) -> dict[str, str]:
    """The caller's environment with a Pulumi of its own, which keeps its home and its state in `home`.

    Raises:
        FileNotFoundError: there is no engine.
    """
    state = home / "state"
    state.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    return inherited | {
        "PATH": os.pathsep.join([str(engine_folder()), os.environ["PATH"]]),
        "PULUMI_HOME": str(home / "home"),
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_CONFIG_PASSPHRASE": "scratch",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # The simulator and the engine's own channels are on this machine, whatever proxy is set.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
