"""Gives each target to atheris for some seconds, in a process of its own: `python -m fuzz [SECONDS]`."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile

_SECONDS = 30
_GRACE_SECONDS = 60


def main(arguments: list[str]) -> str | None:
    """Runs all targets, or with a name that one in this process; says what went wrong."""
    if importlib.util.find_spec("atheris") is None:
        print("Fuzzing is skipped: atheris has no wheel for this Python and machine.")
        return None
    seconds, *name = arguments or [str(_SECONDS)]
    if not name:
        return _all(seconds)
    _fuzz(name[0], seconds)
    return None


def _all(seconds: str) -> str | None:
    from tools.fuzz.targets import TARGETS  # noqa: PLC0415 - the fuzzing process must load it instrumented

    failed = [target.__name__ for target in TARGETS if not _passes(target.__name__, seconds)]
    return f"these let something else out than our own errors: {', '.join(failed)}" if failed else None


def _passes(name: str, seconds: str) -> bool:
    print(f"{name}: {seconds} s", flush=True)
    command = [sys.executable, "-m", "tools.fuzz", seconds, name]
    return subprocess.run(command, check=False, timeout=int(seconds) + _GRACE_SECONDS).returncode == 0


def _fuzz(name: str, seconds: str) -> None:
    import atheris  # noqa: PLC0415 - optional

    with atheris.instrument_imports(include=["pulumi_private_endpoint"]):
        from tools.fuzz import targets  # noqa: PLC0415 - instrumented while it loads

    options = [f"-max_total_time={seconds}", f"-artifact_prefix={tempfile.gettempdir()}/"]
    atheris.Setup([sys.argv[0], *options], getattr(targets, name))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
