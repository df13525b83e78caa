"""Pulumi's own installer: reached or not, and what is kept of it. Nothing leaves this machine."""

from __future__ import annotations

import io
import runpy
import socket
import sys
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools.toolchain import official
from tools.toolchain.step import SetupError

# Called as the installation is: `-m tools.toolchain.installer <folder> <version>`.
PYTHON = """\
#!/bin/sh
[ "$1 $2" = "-m tools.toolchain.installer" ] && [ -f tools/toolchain/installer.py ] || exit 9
"""
INSTALLS = f'{PYTHON}mkdir "$3/bin" && echo "$4" > "$3/bin/pulumi"\n'
BREAKS = f'{PYTHON}mkdir "$3/bin"\necho no archive for this machine\nexit 1\n'
HANGS = f"{PYTHON}sleep 60\n"
# What it is told, it leaves behind as a `pulumi` that knows its version.
INSTALL_SH = """\
#!/bin/sh
[ "$1 $2 $4" = "--no-edit-path --install-root --version" ] || exit 9
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho v%s\\n' "$5" > "$3/bin/pulumi"
chmod +x "$3/bin/pulumi"
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A stand-in for the virtual environment's Python; write a script into it."""
    file = tmp_path / "python"
    file.touch(0o755)
    return file


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that has an installer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.path.removeprefix("/").encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        monkeypatch.setattr(official, "INSTALLER", f"http://127.0.0.1:{server.server_port}/install.sh")
        monkeypatch.setattr(official, "LATEST", f"http://127.0.0.1:{server.server_port}/3.299.1")
        thread = Thread(target=partial(server.serve_forever, 0.01))
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("reachable")
def test_it_is_kept_whole_at_the_pinned_version(tmp_path: Path, python: Path) -> None:
    python.write_text(INSTALLS)

    official.install(tmp_path / "cache", python)

    assert (official.folder(tmp_path / "cache") / "pulumi").read_text() == f"{official.VERSION}\n"


@pytest.mark.usefixtures("reachable")
def test_another_version_is_kept_beside_it(tmp_path: Path, python: Path) -> None:
    python.write_text(INSTALLS)

    official.install(tmp_path / "cache", python, "3.200.0")

    assert (official.folder(tmp_path / "cache", "3.200.0") / "pulumi").read_text() == "3.200.0\n"
    assert not official.folder(tmp_path / "cache").exists()


@pytest.mark.usefixtures("reachable")
def test_the_newest_version_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert official.newest() == "3.299.1"

    monkeypatch.setattr(official, "LATEST", official.LATEST.replace("3.299.1", "<html>"))
    with pytest.raises(SetupError, match="does not say which version is the newest"):
        official.newest()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param(BREAKS, "no archive for this machine", id="breaks"),
        pytest.param(HANGS, "still running after", id="hangs"),
    ],
)
@pytest.mark.usefixtures("reachable")
def test_a_failed_installation_leaves_nothing(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    monkeypatch.setattr(official, "DEADLINE_SECONDS", 0.2)
    python.write_text(script)

    with pytest.raises(SetupError, match=why):
        official.install(tmp_path / "cache", python)

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_server_that_does_not_answer_is_given_up(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(official, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(official, "INSTALLER", f"http://127.0.0.1:{silent.getsockname()[1]}/install.sh")

        with pytest.raises(SetupError, match=r"install\.sh cannot be reached"):
            official.install(tmp_path / "cache", python)


def test_a_server_that_refuses_is_given_up(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(official, "INSTALLER", "http://127.0.0.1:9/install.sh")

    with pytest.raises(SetupError, match=r"install\.sh cannot be reached"):
        official.install(tmp_path / "cache", python)


def test_pulumis_own_way_takes_folder_and_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def urlopen(url: str) -> io.BytesIO:
        asked.append(url)
        return io.BytesIO(INSTALL_SH.encode())

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(sys, "argv", ["installer", str(tmp_path), official.VERSION])

    runpy.run_module("tools.toolchain.installer", run_name="__main__")

    assert asked == [official.INSTALLER]
    assert (tmp_path / "bin" / "pulumi").exists()
