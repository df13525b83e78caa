"""Which plugins the engine looks for where this package is installed: none of its name, for there is none.

It would ask the network for one, at every preview and up, by a name that anybody could take there.
"""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Stack

DISTRIBUTION = "pulumi-private-endpoint"
CHECKOUT = Path(__file__).parents[2]
SITE_PACKAGES = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
# The package itself is installed anew; azure-native does have a plugin, and the engine would want it.
LEFT_OUT = ("pulumi_private_endpoint", "pulumi_azure_native")
TARGET = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/p"
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
PROJECT = """\
name: plugins
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: venv
"""
PROGRAM = f"""
from pulumi_private_endpoint.approval import PrivateEndpointApproval

PrivateEndpointApproval("plant", target_resource_id="{TARGET}", private_endpoint_id="{ENDPOINT}")
"""

# "… private-endpoint-0.1.0 is required", "installPlugin(private-endpoint, 0.1.0)" and the like.
OF_THIS_NAME = re.compile(rf"(?<!pulumi-)private-endpoint\W{{1,2}}{re.escape(version(DISTRIBUTION))}")


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = Connection(target=TARGET, name="ours", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(asked,), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def downloads() -> Iterator[tuple[str, list[str]]]:
    """A server that has no plugin at all: its address, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=partial(server.serve_forever, 0.01))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=[(), ("--editable",)], ids=["wheel", "editable"])
def installed(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A virtual environment with this package in it, as it was installed, and what it depends on."""
    folder = tmp_path_factory.mktemp("user") / "venv"
    venv.create(folder)
    for top in map(Path, sys.path):
        if top.name == "site-packages":
            for entry in top.iterdir():
                if not entry.name.lstrip("_").startswith(LEFT_OUT):
                    (folder / SITE_PACKAGES / entry.name).symlink_to(entry)
    _install(folder / "bin" / "python", *request.param)
    return folder


def _install(python: Path, *how: str) -> None:
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    command = [str(python), "-m", "pip", "install", "--quiet", *offline, *how, str(CHECKOUT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def stack(
    tmp_path: Path,
    installed: Path,
    engine_environment: dict[str, str],
    azure: Running,
    downloads: tuple[str, list[str]],
) -> Stack:
    """A stack whose engine may download plugins, from that server alone."""
    (tmp_path / "venv").symlink_to(installed)
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "__main__.py").write_text(PROGRAM)
    allowed = {
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false",
        "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES": f".*={downloads[0]}",
        "PULUMI_BACKEND_URL": f"file://{tmp_path}",
        "PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url,
    }
    return Stack(tmp_path, engine_environment | allowed)


def test_there_is_nothing_to_install(stack: Stack, downloads: tuple[str, list[str]]) -> None:
    stack.run("install", "--no-dependencies")

    assert downloads[1] == []


def test_a_preview_looks_for_no_plugin_of_this_name(stack: Stack, downloads: tuple[str, list[str]]) -> None:
    stack.create()

    preview = stack.preview("--logtostderr", "-v=7")

    assert preview.operations()["plant"] == "create"
    assert downloads[1] == []
    assert OF_THIS_NAME.search(preview.output) is None
