"""Pieces of work, each in a forked process that is ended when its time is over or its memory is used up."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_POLL_SECONDS = 0.01
_MEMORY_BYTES = 4 * 2**30  # A loop without an end collects what it is told, without an end.
FAULT = 99
"""The exit code of work that raised."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Work(Generic[Key]):
    """What to do, and how long it may take. `do` returns an exit code; if `quiet`, nobody hears it."""

    key: Key
    do: Callable[[], int]
    seconds: float
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class _Running(Generic[Key]):
    work: Work[Key]
    scratch: str
    end: float


def run_all(works: Iterable[Work[Key]], jobs: int) -> Iterator[tuple[Key, int | None]]:
    """Do each, `jobs` at once, and yield its key and exit code as it ends; None where its time was over."""
    waiting = iter(works)
    running: dict[int, _Running[Key]] = {}
    try:
        while True:
            while len(running) < jobs and (work := next(waiting, None)):
                scratch = tempfile.mkdtemp(prefix="mutants-")
                running[_fork(work, scratch)] = _Running(work, scratch, time.monotonic() + work.seconds)
            if not running:
                return
            yield from _ended(running)
            time.sleep(_POLL_SECONDS)
    finally:
        for pid, left in running.items():
            _kill(pid, left.scratch)


def _ended(running: dict[int, _Running[Key]]) -> Iterator[tuple[Key, int | None]]:
    for pid, one in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended or time.monotonic() > one.end:
            del running[pid]
            _kill(pid, one.scratch, waited=bool(ended))
            yield one.work.key, os.waitstatus_to_exitcode(status) if ended else None


def _fork(work: Work[Key], scratch: str) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = FAULT
    try:
        os.setsid()
        if work.quiet:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        # pytest's own folders: thousands of runs would fill and sweep the user's.
        os.environ["PYTEST_DEBUG_TEMPROOT"] = scratch
        code = work.do()
    except BaseException:  # noqa: BLE001 - whatever a mutant raises, this process must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _kill(pid: int, scratch: str, *, waited: bool = False) -> None:
    """End what a process left running, itself included."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    if not waited:
        os.waitpid(pid, 0)
    shutil.rmtree(scratch, ignore_errors=True)
