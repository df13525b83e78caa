"""The simulator's image: built, started once, and with `--push` pushed.

What is pushed is told as `name=…` and `digest=…`, which is what is attested. `CONTAINER` names another
program than docker.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from tools.release import version

CHECKOUT = Path(__file__).parents[2]
NAME = "ghcr.io/pulumi-private-endpoint/simulator"
START_SECONDS, POLL_SECONDS = 30.0, 0.2
_PORT = "8642"


def main(arguments: list[str]) -> str | None:
    """Returns what is wrong, as one line."""
    parser = argparse.ArgumentParser(prog="python -m tools.release.image", description=__doc__)
    parser.add_argument("--push", action="store_true", help="push the one that is built, and build none")
    try:
        if not parser.parse_args(arguments).push:
            return build()
        push()
    except subprocess.CalledProcessError as error:
        return f"{' '.join(map(str, error.cmd[:2]))} ended with {error.returncode}"
    except OSError as error:
        return f"{_program()} is needed to make an image: {error}"
    return None


def tag() -> str:
    """What it is called: by this checkout's version."""
    return f"{NAME}:{version.current()}"


def build() -> str | None:
    """Build it and look whether it serves; returns what is wrong."""
    _call("build", "--file", "simulator/Containerfile", "--tag", tag(), ".")
    container = _said("run", "--detach", "--publish", f"127.0.0.1::{_PORT}", tag())
    try:
        address = _said("port", container, _PORT).splitlines()[0]
        return None if answers(f"http://{address}/_simulator/health") else f"{tag()} does not serve"
    finally:
        _said("rm", "--force", container)


def answers(url: str) -> bool:
    """Whether somebody answers there, soon enough."""
    # A proxy of the environment has no business with the loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), opener.open(url, timeout=START_SECONDS) as answer:
            return bool(answer.status == HTTPStatus.OK)
        time.sleep(POLL_SECONDS)
    return False


def push() -> None:
    """Push it, and say what that is."""
    _said("push", tag())
    name, _, digest = _said("inspect", "--format", "{{index .RepoDigests 0}}", tag()).partition("@")
    print(f"name={name}\ndigest={digest}")


def _program() -> str:
    return os.environ.get("CONTAINER") or "docker"


def _call(*words: str) -> None:
    subprocess.run([_program(), *words], cwd=CHECKOUT, check=True)


def _said(*words: str) -> str:
    done = subprocess.run([_program(), *words], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
