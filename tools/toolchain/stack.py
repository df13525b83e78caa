"""One stack of one program, driven through the real `pulumi` command.

The tests and the quickstart both need it: what counts is what the engine itself does with a program, so
nothing here is simulated. Every command has a deadline, and nothing it started outlives it.

`pulumi.automation` runs an engine without a deadline or a way to end it, keeps the caller's own variables,
and takes only the options it knows. It also starts the CLI three more times after each `up`: twice the cost.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

DEADLINE_SECONDS = 180.0
# The engine ends its plugins when it is interrupted; this is the time it gets for that.
GRACE_SECONDS = 5.0
# The end of a program that the engine stops because a resource failed, as newer language hosts have it.
INTERRUPTED = re.compile(
    r'Traceback \(most recent call last\):\n+  File "[^"\n]*pulumi-language-python-exec".*\n'
    r"(?:(?: .*)?\n)*KeyboardInterrupt\n+(?:During handling of the above exception, another.*\n+)?"
)


class EngineError(Exception):
    """A command did not end as it should. The text is the command and what the engine printed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command did: its exit code, all it printed, and the engine's events in their order."""

    exit_code: int
    output: str
    events: tuple[dict[str, Any], ...]

    def operations(self) -> dict[str, str]:
        """Resource name to what was done or planned: `create`, `update`, `same`, `refresh`..."""
        planned = (
            event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event
        )
        return {_name(step["urn"]): step["op"] for step in planned}

    def diagnostics(self) -> str:
        """All that was said about resources (warnings, errors, progress), debug lines left out.

        What a language host says of itself when it is interrupted is left out too.
        """
        said = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        # What was printed comes in lines, and other things between them.
        said.sort(key=lambda text: bool(text["severity"] == "info#err"))
        return INTERRUPTED.sub("", "".join(text["message"] for text in said if text["severity"] != "debug"))

    def violations(self) -> list[tuple[str, str, str]]:
        """What policies found: the level of enforcement, the policy and the resource's name."""
        found = (event["policyEvent"] for event in self.events if "policyEvent" in event)
        return [
            (event["enforcementLevel"], event["policyName"], _name(event["resourceUrn"])) for event in found
        ]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack of the program in `project`. `show` gets each line the engine prints, as it comes.

    `colour` is the engine's `--color`: `always` or `never`.

    Every command raises `EngineError` when it fails, or with `fails=True` when it does not, or when it
    takes longer than `deadline_seconds`.
    """

    project: Path
    environment: Mapping[str, str]
    name: str = "test"
    show: Callable[[str], object] | None = None
    colour: str = "never"
    deadline_seconds: float = DEADLINE_SECONDS

    def create(self) -> None:
        """Create the stack in the backend."""
        self.run("stack", "init", self.name)

    def configure(self, key: str, value: str) -> None:
        """Set one configuration value, as `pulumi config set` does."""
        self.run("config", "set", key, value, "--stack", self.name)

    def preview(self, *options: str, fails: bool = False) -> Outcome:
        """`pulumi preview`."""
        return self._operate("preview", *options, fails=fails)

    def up(self, *options: str, fails: bool = False) -> Outcome:
        """`pulumi up`, without a second preview and without a question."""
        return self._operate("up", "--yes", "--skip-preview", *options, fails=fails)

    def refresh(self, *options: str, fails: bool = False) -> Outcome:
        """`pulumi refresh`, without a question."""
        return self._operate("refresh", "--yes", "--skip-preview", *options, fails=fails)

    def destroy(self, *options: str, fails: bool = False) -> Outcome:
        """`pulumi destroy`, without a question."""
        return self._operate("destroy", "--yes", "--skip-preview", *options, fails=fails)

    def export(self) -> dict[str, Any]:
        """The whole state, as `pulumi stack export` gives it."""
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "state.json"
            self.run("stack", "export", "--stack", self.name, "--file", str(file))
            state: dict[str, Any] = json.loads(file.read_text())
        return state

    def resources(self) -> dict[str, dict[str, Any]]:
        """The resources in the state by their names; the stack itself is among them."""
        state = self.export()["deployment"].get("resources", [])
        return {_name(resource["urn"]): resource for resource in state}

    def outputs(self) -> dict[str, Any]:
        """What the program exports. Secret ones stay encrypted."""
        stacks = (found for found in self.resources().values() if found["type"] == "pulumi:pulumi:Stack")
        return next((stack.get("outputs", {}) for stack in stacks), {})

    def run(self, *words: str, fails: bool = False) -> tuple[int, str]:
        """Run any `pulumi` command in the project. Returns its exit code and what it printed."""
        process = self._start(words)
        lines: list[str] = []
        reader = threading.Thread(target=self._read, args=[process, lines], daemon=True)
        reader.start()
        try:
            code = process.wait(self.deadline_seconds)
        except subprocess.TimeoutExpired as error:
            raise self._error(words, f"took over {self.deadline_seconds:.0f} s", lines) from error
        finally:
            _end(process)
            reader.join(GRACE_SECONDS)
        if (code != 0) is not fails:
            raise self._error(words, f"ended with {code}", lines)
        return code, "".join(lines)

    def _start(self, words: Sequence[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["pulumi", *words, "--non-interactive", "--color", self.colour],
            cwd=self.project,
            # The switch behind which the engine keeps `--event-log`.
            env={**self.environment, "PULUMI_DEBUG_COMMANDS": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Ctrl-C is for us to pass on, so that the engine does not end twice.
            start_new_session=True,
        )

    def _error(self, words: Sequence[str], how: str, lines: list[str]) -> EngineError:
        told = "" if self.show else "".join(["\n", *lines])  # What was shown already is not said twice.
        return EngineError(f"pulumi {words[0]} {how}{told}")

    def _operate(self, *words: str, fails: bool) -> Outcome:
        with tempfile.TemporaryDirectory() as scratch:
            events = Path(scratch) / "events.json"
            code, output = self.run(*words, "--stack", self.name, "--event-log", str(events), fails=fails)
            read = events.read_text().splitlines() if events.exists() else []
        return Outcome(code, output, tuple(json.loads(line) for line in read))

    def _read(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        with process.stdout as output:  # type: ignore[union-attr] # it is a pipe, see _start
            for line in output:
                lines.append(line)
                if self.show:
                    try:
                        self.show(line)
                    except BrokenPipeError:  # Nobody reads on, as after `| head`. `run` tells how it ended.
                        _end(process)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _end(engine: subprocess.Popen[str]) -> None:
    """End the engine if it still runs: asked once, then killed with everything it started."""
    if engine.poll() is not None:
        return
    engine.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):  # It may be waiting for a provider; then it is killed below.
        engine.wait(GRACE_SECONDS)
    # The engine puts its plugins into process groups of their own, so killing its group is not enough. It
    # goes first: an engine whose plugins are gone could still end well.
    for process in [engine.pid, *_descendants(engine.pid)]:
        with suppress(ProcessLookupError):  # Gone by itself in the meantime: just what is wanted.
            os.kill(process, signal.SIGKILL)
    engine.wait(GRACE_SECONDS)


def _descendants(ancestor: int) -> list[int]:
    if not shutil.which("ps"):  # A bare container. Plugins end by themselves, minutes after the engine.
        return []
    command = ["ps", "-A", "-o", "pid=,ppid="]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=GRACE_SECONDS, check=True)
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in answer.stdout.splitlines())}
    found: list[int] = []
    generation = {ancestor}
    while generation := {pid for pid, parent in parents.items() if parent in generation}:
        found.extend(generation)
    return found
