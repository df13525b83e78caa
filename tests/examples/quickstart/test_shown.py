"""What the quickstart shows of the engine's lines: all but its pulse and a language host's interruption."""

from __future__ import annotations

import pytest

from examples.quickstart.shown import Shown

STACK = " +  pulumi:pulumi:Stack reason create "
INTERRUPTED = [
    f"{STACK}Traceback (most recent call last):",
    f'{STACK}  File "/opt/pulumi-language-python-exec", line 232, in <module>',
    f"{STACK}    loop.run_until_complete(coro)",
    f"{STACK}KeyboardInterrupt",
]
AGAIN = f"{STACK}During handling of the above exception, another exception occurred:"
FAILED = [
    INTERRUPTED[0],
    f'{STACK}  File "/home/me/shop/__main__.py", line 3, in <module>',
    f"{STACK}KeyError: 'reason'",
]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        pytest.param(["Previewing", "", "@ previewing...", "done"], ["Previewing", "done"], id="its pulse"),
        pytest.param(
            ["a", *INTERRUPTED, AGAIN, *INTERRUPTED, "b"], ["a", "b"], id="a host that was interrupted twice"
        ),
        pytest.param(
            [line.replace(STACK, "    ") for line in INTERRUPTED], [], id="the same among the diagnostics"
        ),
        pytest.param(
            [*INTERRUPTED[:2], " +  orders created", *INTERRUPTED[2:]],
            [" +  orders created"],
            id="another resource's line between",
        ),
        pytest.param(
            [line.replace("create", f"create ({seconds}s)") for seconds, line in enumerate(INTERRUPTED)],
            [],
            id="seconds that pass",
        ),
        pytest.param(
            [f"\x1b[1m{line}\x1b[0m" for line in [*INTERRUPTED, AGAIN, *INTERRUPTED]], [], id="colours"
        ),
        pytest.param([*FAILED, "b"], [*FAILED, "b"], id="a program that failed"),
        pytest.param([*FAILED, *INTERRUPTED, "b"], [*FAILED, "b"], id="one that failed and was interrupted"),
        pytest.param(INTERRUPTED[:2], INTERRUPTED[:2], id="cut off"),
        pytest.param([AGAIN], [AGAIN], id="another exception of somebody else's"),
    ],
)
def test_only_noise_is_left_out(
    lines: list[str], shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    engine = Shown()

    for line in lines:
        engine.line(f"{line}\n")
    engine.end()

    assert capsys.readouterr().out == "".join(f"  {line}\n" for line in shown)
