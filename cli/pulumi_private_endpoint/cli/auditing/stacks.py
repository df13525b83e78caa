"""The state of a stack by its name: what `pulumi stack export` prints, by the CLI that is on PATH.

Secrets stay as they are kept, encrypted. What it prints is read and never shown; of its errors, one line.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import typer

from pulumi_private_endpoint.arm.text import one_line
from pulumi_private_endpoint.connections.text import printable

SECONDS = 120.0
_SILENT = "it said nothing"


def exported(name: str) -> str:
    """The text of one stack's export.

    Raises:
        typer.BadParameter: There is no CLI, no such stack, or no answer in time.
    """
    command = shutil.which("pulumi")
    if command is None:
        raise typer.BadParameter("--stack needs the Pulumi CLI on PATH; or give its export as --state FILE")
    # One word, so that a name is never read as another option.
    words = [command, "stack", "export", f"--stack={name}", "--non-interactive", "--color=never"]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own CLI, with no shell between
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        late = isinstance(failure, subprocess.TimeoutExpired)
        why = f"is not done after {SECONDS:g}s" if late else f"could not be started: {failure}"
        raise typer.BadParameter(f"{_named(name)} {why}") from None
    if done.returncode != 0:
        raise typer.BadParameter(f"{_named(name)} failed: {_why(done.stderr)}")
    return done.stdout


def _named(name: str) -> str:
    return f"--stack {printable(name)}: `pulumi stack export`"


def _why(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith("error: ")), next(iter(lines), _SILENT))
    return one_line(first.removeprefix("error: "))
