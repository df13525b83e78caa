"""Making the simulator's image, with a stand-in for docker that writes down what it is asked."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
import yaml

from tools.release import image, version
from tools.toolchain.packages import UV_VERSION

CHECKOUT = Path(__file__).parents[3]
CONTAINERFILE = (CHECKOUT / "simulator" / "Containerfile").read_text()
DIGEST = f"sha256:{'ab' * 32}"
DOCKER = f"""\
#!{sys.executable}
import shlex, sys
with open({{log!r}}, "a") as log:
    log.write(shlex.join(sys.argv[1:]) + "\\n")
said = {{{{"run": "c0ffee", "port": "127.0.0.1:4711", "inspect": "{image.NAME}@{DIGEST}"}}}}
print(said.get(sys.argv[1], ""))
sys.exit(sys.argv[1] == {{fails!r}})
"""


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it writes."""
    monkeypatch.setenv("CONTAINER", str(tmp_path / "docker"))
    return program(tmp_path)


def program(folder: Path, fails: str = "") -> Path:
    log = folder / "log"
    (folder / "docker").write_text(DOCKER.format(log=str(log), fails=fails))
    (folder / "docker").chmod(0o755)
    return log


def asked(log: Path) -> list[str]:
    return [shlex.split(line)[0] for line in log.read_text().splitlines()]


@pytest.mark.parametrize("serves", [True, False])
def test_it_is_built_started_and_taken_away(
    docker: Path, monkeypatch: pytest.MonkeyPatch, serves: bool
) -> None:
    urls: list[str] = []
    monkeypatch.setattr(image, "answers", lambda url: urls.append(url) or serves)

    said = image.main([])

    assert said == (None if serves else f"{image.NAME}:{version.current()} does not serve")
    assert urls == ["http://127.0.0.1:4711/_simulator/health"]
    assert asked(docker) == ["build", "run", "port", "rm"]
    assert "--publish 127.0.0.1::8642 " in docker.read_text()


def test_what_is_pushed_is_told(docker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert image.main(["--push"]) is None

    assert capsys.readouterr().out == f"name={image.NAME}\ndigest={DIGEST}\n"
    assert asked(docker) == ["push", "inspect"]


def test_a_failure_is_one_line(tmp_path: Path, docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, fails="build")
    assert image.main([]) == f"{tmp_path / 'docker'} build ended with 1"
    assert asked(docker) == ["build"]

    monkeypatch.setenv("CONTAINER", str(tmp_path / "none"))
    assert str(image.main([])).startswith(f"{tmp_path / 'none'} is needed to make an image: ")


def test_nobody_is_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "START_SECONDS", 0.05)
    monkeypatch.setattr(image, "POLL_SECONDS", 0.01)

    assert image.answers("http://127.0.0.1:9/_simulator/health") is False


def test_all_that_is_copied_is_there_and_all_of_the_package_is_copied() -> None:
    copied = {
        word
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", CONTAINERFILE, re.MULTILINE)
        for word in line.split()
    }

    assert [name for name in copied if not (CHECKOUT / name).exists()] == []
    assert copied >= {path.parent.name for path in CHECKOUT.glob("*/pulumi_private_endpoint")}
    assert copied >= {"pyproject.toml", "uv.lock"}


def test_bases_are_pinned_and_one() -> None:
    bases = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE)

    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim@sha256:[0-9a-f]{64}", bases[0])
    assert f"uv=={UV_VERSION}" in CONTAINERFILE


def test_dependabot_knows_where_it_is() -> None:
    updates = yaml.safe_load((CHECKOUT / ".github" / "dependabot.yml").read_text())["updates"]

    assert {(update["package-ecosystem"], update["directory"]) for update in updates} == {
        ("docker", "/simulator"),
        ("github-actions", "/"),
        ("uv", "/"),
    }
