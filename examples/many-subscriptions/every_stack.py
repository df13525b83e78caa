"""Every stack of the register, some at once, by Pulumi's Automation API.

    python every_stack.py names                  # as JSON, for the matrix of a pipeline
    python every_stack.py preview
    python every_stack.py up --at-once 4
    python every_stack.py up --only <stack>

A line for each stack as it ends. What fails in one holds up no other; what it printed is in logs/<stack>.txt,
and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import yaml
from pulumi import automation

HERE = Path(__file__).resolve().parent
LOGS = HERE / "logs"
_ERROR = re.compile(r"^\s*error: (.*)", re.MULTILINE)


def main() -> int:
    """Returns 1 where a stack failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["names", "preview", "up"])
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="how many engines run")
    parser.add_argument("--only", action="append", help="this stack; may be given more than once")
    asked = parser.parse_args()
    names = asked.only or list(yaml.safe_load((HERE / "register.yaml").read_text(encoding="utf-8")))
    if asked.command == "names":
        print(json.dumps(names))
        return 0
    began = time.monotonic()
    failed = run_all(asked.command, names, asked.at_once)
    took = time.monotonic() - began
    print(f"{len(names) - failed} of {len(names)} stacks done in {took:.0f} s, {asked.at_once} at once")
    return int(failed > 0)


def run_all(command: str, names: list[str], at_once: int) -> int:
    """Run the command for each stack; returns how many failed."""
    LOGS.mkdir(exist_ok=True)
    failed = 0
    with ThreadPoolExecutor(at_once) as pool:
        running = {pool.submit(run, command, name): name for name in names}
        for done in as_completed(running):
            well, told = done.result()
            failed += not well
            print(f"{running[done]}: {told}", flush=True)
    return failed


def run(command: str, name: str) -> tuple[bool, str]:
    """Whether it went well, and the one line to tell of it."""
    log = LOGS / f"{name}.txt"
    try:
        with log.open("w", encoding="utf-8") as kept:
            stack = automation.create_or_select_stack(name, work_dir=str(HERE))
            changes = _changes(stack, command, lambda line: print(line, file=kept))
    except automation.CommandError as error:
        log.write_text(str(error), encoding="utf-8")
        found = _ERROR.search(str(error))
        return False, f"failed, see {log.relative_to(HERE)}: {found[1] if found else error}"
    return True, ", ".join(f"{count} {what}" for what, count in changes.items()) or "nothing to do"


def _changes(stack: automation.Stack, command: str, told: automation.OnOutput) -> dict[str, int]:
    if command == "preview":
        changes = stack.preview(on_output=told).change_summary
    else:
        changes = stack.up(on_output=told).summary.resource_changes or {}
    # The one has them as words, the other as an enumeration.
    return {automation.OpType(what).value: count for what, count in changes.items()}


if __name__ == "__main__":
    sys.exit(main())
