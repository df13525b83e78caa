"""A stack's commands against a stand-in `pulumi`: exit codes, events, deadline, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tools.toolchain import stack as stack_module
from tools.toolchain.stack import EngineError, Outcome, Stack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVENTS = """\
{"resourcePreEvent": {"metadata": {"op": "create", "urn": "urn:pulumi:test::p::t::orders"}}}
{"diagnosticEvent": {"severity": "debug", "message": "noise"}}
{"diagnosticEvent": {"severity": "error", "message": "no such connection"}}
"""
# A plugin that ignores Ctrl-C, like the engine that waits for it.
STUBBORN = 'trap "" INT; sleep 60 & echo $! > "$HERE/plugin"; echo started; wait'


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., Stack]:
    """`stand_in(script, ...)`: a stack whose `pulumi` is that shell script."""

    def make(script: str, **settings: object) -> Stack:
        (tmp_path / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "pulumi").chmod(0o755)
        path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
        return Stack(tmp_path, {"PATH": path, "HERE": str(tmp_path)}, **settings)  # type: ignore[arg-type] # any field

    return make


def test_an_outcome_has_the_engines_events(stand_in: Callable[..., Stack], tmp_path: Path) -> None:
    (tmp_path / "events").write_text(EVENTS)
    # The event log's path follows --event-log, the seventh word of `up`.
    outcome = stand_in('echo "$1"; cp "$HERE/events" "$7"').up()

    assert outcome.output == "up\n"
    assert outcome.operations() == {"orders": "create"}
    assert outcome.diagnostics() == "no such connection"


def printed(*lines: str) -> list[dict[str, Any]]:
    return [{"diagnosticEvent": {"severity": "info#err", "message": f"{line}\n\n"}} for line in lines]


STARTED = (
    "Traceback (most recent call last):",
    '  File "/opt/pulumi-language-python-exec", line 2, in <module>',
)
AGAIN = "During handling of the above exception, another exception occurred:"
FAILED = {"diagnosticEvent": {"severity": "error", "message": "no such connection\n"}}


@pytest.mark.parametrize(
    ("events", "said"),
    [
        pytest.param(
            [*printed(*STARTED), FAILED, *printed("    run()", "KeyboardInterrupt"), *printed(AGAIN)],
            "no such connection\n",
            id="the host was interrupted, another event between",
        ),
        pytest.param(
            [*printed(*STARTED, "KeyError: 1", "KeyboardInterrupt")],
            "".join(f"{line}\n\n" for line in (*STARTED, "KeyError: 1", "KeyboardInterrupt")),
            id="the host failed",
        ),
        pytest.param(
            [*printed(STARTED[0], '  File "/venv/provider.py", line 3, in create', "KeyboardInterrupt")],
            f'{STARTED[0]}\n\n  File "/venv/provider.py", line 3, in create\n\nKeyboardInterrupt\n\n',
            id="another was interrupted",
        ),
    ],
)
def test_a_hosts_own_interruption_is_no_diagnostic(events: list[dict[str, Any]], said: str) -> None:
    assert Outcome(255, "", tuple(events)).diagnostics() == said


def test_violations_are_read_from_the_events() -> None:
    violation = {
        "enforcementLevel": "mandatory",
        "policyName": "reason-required",
        "resourceUrn": "urn:pulumi:test::p::t::orders",
    }

    outcome = Outcome(255, "[mandatory] [severity: medium]  reason-required", ({"policyEvent": violation},))

    assert outcome.violations() == [("mandatory", "reason-required", "orders")]


@pytest.mark.parametrize(
    ("script", "fails"),
    [
        pytest.param("echo why; exit 3", False, id="fails unexpectedly"),
        pytest.param("echo why", True, id="succeeds unexpectedly"),
    ],
)
def test_another_end_than_expected_is_an_error(
    stand_in: Callable[..., Stack],
    script: str,
    fails: bool,
) -> None:
    with pytest.raises(EngineError, match=r"pulumi up ended with [03]\nwhy"):
        stand_in(script).up(fails=fails)


def test_an_expected_failure_is_an_outcome(stand_in: Callable[..., Stack]) -> None:
    assert stand_in("echo why; exit 3").up(fails=True).exit_code == 3


def test_what_was_shown_is_not_repeated(stand_in: Callable[..., Stack]) -> None:
    shown: list[str] = []

    with pytest.raises(EngineError, match=r"^pulumi up ended with 3$"):
        stand_in("echo one; echo two; exit 3", show=shown.append).up()

    assert shown == ["one\n", "two\n"]


def test_an_overdue_engine_is_ended_with_its_plugins(
    stand_in: Callable[..., Stack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack_module, "GRACE_SECONDS", 1)

    with pytest.raises(EngineError, match=r"pulumi up took over 1 s\nstarted"):
        stand_in(STUBBORN, deadline_seconds=1).up()

    assert not runs(tmp_path / "plugin")


def test_an_engine_nobody_reads_any_more_is_ended_with_its_plugins(
    stand_in: Callable[..., Stack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(stack_module, "GRACE_SECONDS", 1)

    with pytest.raises(EngineError, match="pulumi up ended with"):
        stand_in(STUBBORN, show=gone).up()

    assert not runs(tmp_path / "plugin")


def runs(plugin: Path) -> bool:
    command = ["ps", "-o", "stat=", "-p", plugin.read_text().strip()]
    state = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return state[:1] not in ("", "Z")  # Gone, or dead and not yet collected by the system.
