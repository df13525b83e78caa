"""`python -m pulumi_private_endpoint.simulator --scenario FILE.toml --port N`."""

from __future__ import annotations

import argparse
import contextlib
import sys

from .mistake import ScenarioError
from .scenario import Scenario
from .scenario_file import load
from .server import bind, serve

_EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for by name, for a container alone


def main(arguments: list[str] | None = None) -> int:
    """Runs the simulator; a mistake is one line on standard error and exit code 2."""
    options = _parser().parse_args(arguments)
    try:
        scenario = load(options.scenario) if options.scenario else Scenario()
        everywhere = options.in_container
        listener = bind(_EVERYWHERE if everywhere else options.host, options.port, everywhere=everywhere)
    except (ScenarioError, OSError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    with listener:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"listening on http://{shown}:{port}\n")
        sys.stdout.flush()
        # Ctrl-C is how it is stopped.
        with contextlib.suppress(KeyboardInterrupt):
            serve(scenario, listener)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pulumi_private_endpoint.simulator",
        description="A local Azure Resource Manager for private endpoint connections.",
    )
    parser.add_argument("--scenario", metavar="FILE.toml", help="what Azure holds and does")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (127.0.0.1)")
    parser.add_argument(
        "--in-container",
        action="store_true",
        help="listen on every address, as a container must; publish its port on a loopback address only",
    )
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (0)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
