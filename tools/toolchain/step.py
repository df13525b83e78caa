"""One step of the setting up: a command, its progress, its deadline and its one-line failure.

A fresh machine spends minutes here. Silence looks like a hang, so a running step says how long it has
been at it, and a failed one says what went wrong in a line and where the full output lies.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROGRESS_SECONDS = 10.0
POLL_SECONDS = 0.05


class SetupError(Exception):
    """Setting up cannot go on. The text is one line and says what to do."""


def say(text: str) -> None:
    """Print at once: `make` output is often piped, and a late line is no progress."""
    print(text, flush=True)


def run(
    title: str,
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
) -> None:
    """Run `command` in `folder` to its end, saying what is done and how long it took.

    Raises:
        SetupError: it failed, could not be started, or was still running at the deadline.
    """
    say(title)
    started = time.monotonic()
    descriptor, log_name = tempfile.mkstemp(prefix="private-endpoint-setup-", suffix=".log")
    log = Path(log_name)
    with os.fdopen(descriptor, "wb") as output:
        try:
            # Its own session, so that its children end with it.
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env=dict(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise SetupError(f"{command[0]} could not be started: {error}") from error
        code = _watch(process, started, deadline_seconds)
    if code != 0:
        how = f"still running after {deadline_seconds:.0f} s" if code is None else _last_line(log)
        raise SetupError(f"{Path(command[0]).name} failed: {how} (all of it: {log})")
    log.unlink()
    say(f"  done in {time.monotonic() - started:.1f} s")


@contextmanager
def whole(kept: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `kept`: by one rename, so that nothing half done is found there."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="building-") as scratch:
        unfinished = Path(scratch) / kept.name
        unfinished.mkdir()
        yield unfinished
        try:
            unfinished.rename(kept)
        except OSError:
            if not kept.is_dir():  # Otherwise another run finished the same first.
                raise


def _watch(process: subprocess.Popen[bytes], started: float, deadline_seconds: float) -> int | None:
    """Wait, with a sign of life every few seconds. None when the deadline passed."""
    shown = 0.0
    try:
        while process.poll() is None and (elapsed := time.monotonic() - started) < deadline_seconds:
            if elapsed >= shown + PROGRESS_SECONDS:
                shown = elapsed
                say(f"  {elapsed:.0f} s")
            time.sleep(POLL_SECONDS)
        return process.poll()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
