"""Preview, approve, refresh: the commands a user would type, and what each of them did.

The program is the one in the root, unchanged. Azure is the simulator with `scenario.toml`, the engine is
the real one, and all it writes is in `.quickstart/`, which every run begins anew.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from examples.quickstart import story
from examples.quickstart.shown import Shown
from pulumi_private_endpoint.simulator import load, running
from tools.toolchain.scratch import engine_folder, environment
from tools.toolchain.stack import EngineError, Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_private_endpoint.simulator import Running

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
SCRATCH = CHECKOUT / ".quickstart"
# Nobody else's: its settings are deleted.
NAME = "quickstart-local"
CARELESS = HERE / "no_reason"
PACK = CHECKOUT / "policies" / "private-endpoint-essentials"
CAREFUL = ("--policy-pack", str(PACK))
SHOWN = Shown()
# The engine keeps a stack's settings beside the program.
SETTINGS = [folder / f"Pulumi.{NAME}.yaml" for folder in (CHECKOUT, CARELESS)]


def main() -> int:
    """Run the quickstart. Returns the exit code."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    _forget_settings()
    try:
        with running(load(HERE / "scenario.toml")) as azure:
            careless = _stack(CARELESS, azure.url)
            return play(azure, _stack(CHECKOUT, azure.url), careless, SCRATCH / "requests.txt")
    except (EngineError, FileNotFoundError) as error:
        print(f"quickstart: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        _forget_settings()


def _forget_settings() -> None:
    for settings in SETTINGS:
        settings.unlink(missing_ok=True)


def _stack(project: Path, arm_endpoint: str) -> Stack:
    variables = environment(SCRATCH) | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": arm_endpoint}
    colour = "always" if sys.stdout.isatty() else "never"
    return Stack(project, variables, NAME, show=SHOWN.line, colour=colour)


def play(azure: Running, stack: Stack, careless: Stack, kept: Path) -> int:
    """Run the commands and tell what they did; every request is written to `kept`.

    `careless` is the program that the policy pack must stop.

    Returns 0 when every connection ended Approved, and only `pulumi up` wrote.

    Raises:
        EngineError: a command failed.
    """
    before = azure.connections()
    print(story.opening(azure.url, before))
    print(
        story.chapter("pulumi preview --policy-pack …", "An approval without a reason: the policy stops it.")
    )
    careless.create()
    stopped = _requests(azure, lambda: careless.preview(*CAREFUL, fails=True))
    print(story.chapter("pulumi preview --policy-pack …", "Four with a reason: what would be approved?"))
    stack.create()
    previewed = _requests(azure, lambda: stack.preview(*CAREFUL))
    print(story.chapter("pulumi up", "Each connection is approved, waited for, and read back."))
    approved = _requests(azure, stack.up)
    print(
        story.chapter("pulumi refresh", "Is it still so? Whatever somebody changed in the portal would show.")
    )
    refreshed = _requests(azure, stack.refresh)
    after = azure.connections()
    print(story.table(before, after, approved))
    kept.write_text("".join(f"{story.line(entry)}\n" for entry in azure.log()))
    wrong = story.broken_promises(after, [*stopped, *previewed, *refreshed])
    print(wrong or story.closing(engine_folder(), kept))
    return 1 if wrong else 0


def _requests(azure: Running, command: Callable[[], object]) -> list[dict[str, Any]]:
    """Run one command. Returns the requests it sent."""
    already = len(azure.log())
    try:
        command()
    finally:
        SHOWN.end()
    sent = azure.log()[already:]
    print(story.requests(sent))
    return sent


if __name__ == "__main__":
    sys.exit(main())
