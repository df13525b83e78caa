"""Who is compared with, and that a comparison which fails leaves the benchmark standing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.benchmarks.peers import environments as peers


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        pytest.param({}, (peers.LIBRARIES,), id="the libraries alone"),
        pytest.param({"BENCH_AZ": "0"}, (peers.LIBRARIES,), id="az refused"),
        pytest.param({"BENCH_AZ": "1"}, (peers.LIBRARIES, peers.AZ), id="az too"),
    ],
)
def test_az_is_compared_with_if_asked_for(
    environment: dict[str, str], asked: tuple[peers.Peers, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BENCH_AZ", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert peers.asked() == asked


@pytest.mark.parametrize("each", [peers.LIBRARIES, peers.AZ], ids=lambda each: each.room)
def test_peers_have_a_program_and_exact_versions(each: peers.Peers) -> None:
    assert (Path(peers.__file__).parent / f"{each.room}_at_work.py").is_file()
    assert [package for package in each.packages if package.count("==") != 1] == []


def test_a_failed_installation_is_told_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(command: list[str], **_options: object) -> None:
        if "azure-cli==2.91.0" in command:
            raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setenv("BENCH_AZ", "1")
    monkeypatch.setattr(peers, "_CACHE", tmp_path)
    monkeypatch.setattr(peers.venv, "create", lambda folder, **_options: folder.mkdir())
    monkeypatch.setattr(peers.subprocess, "run", refuse)

    assert peers.available() == [peers.LIBRARIES]
    assert "no comparison with az CLI" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("program", "found", "told"),
    [
        pytest.param("print('{\"az\": [7.5]}')", {"az": [7.5]}, "", id="done"),
        pytest.param("raise SystemExit(3)", {}, "exit code 3", id="failed"),
    ],
)
def test_peers_that_fail_at_work_leave_no_rows(
    program: str, found: dict[str, list[float]], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)

    assert peers.finish(process) == found
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import threading; threading.Event().wait()", id="never ready"),
        pytest.param("import threading; print('ready', flush=True); threading.Event().wait()", id="at work"),
    ],
)
def test_peers_that_do_not_end_are_ended(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stuck = peers.Peers("stuck", ("stuck",), ())
    monkeypatch.setattr(peers, "_CACHE", tmp_path)
    monkeypatch.setattr(peers, "_HERE", tmp_path)
    monkeypatch.setattr(peers, "_WORK_SECONDS", 0.5)
    stuck.python.parent.mkdir(parents=True)
    stuck.python.symlink_to(sys.executable)
    (tmp_path / "stuck_at_work.py").write_text(program)

    assert peers.finish(peers.start(stuck, {})) == {}
    assert "no comparison" in capsys.readouterr().err
