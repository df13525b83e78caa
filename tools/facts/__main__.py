"""Installs the newest official clients, drives them, and says what they know better: `python -m tools.facts`.

Two rounds in one environment that is thrown away: first the newest releases, then the newest previews, which
are often the only ones that know a preview api-version. What each row agrees with is written to
`checked.json`, for the page of services. Ends with 1 where anything is to be looked into.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.simulator.facts import table

from .checked import CHECKED, record
from .compare import compare
from .known import reason
from .sent import Sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HERE = Path(__file__).parent
_ROUNDS = ((), ("--pre",))


def main() -> int:
    """One run. Returns the exit code; an environment that cannot be had is one line on standard error."""
    try:
        rows = list(driven())
    except subprocess.CalledProcessError as error:
        print(f"facts: {' '.join(error.cmd[1:4])} ended with {error.returncode}", file=sys.stderr)
        return 2
    return judge(rows, CHECKED)


def driven() -> Iterator[dict[str, Any]]:
    """What `drive` prints, in each round."""
    with tempfile.TemporaryDirectory(prefix="facts-") as folder:
        print("Official clients, into an environment that is thrown away: some minutes", flush=True)
        venv.create(folder, with_pip=True)
        python = [str(Path(folder) / "bin" / "python"), "-m"]
        for options in _ROUNDS:
            install = [*python, "pip", "install", "--quiet", "--upgrade", *options]
            subprocess.run([*install, "-r", str(_HERE / "clients.txt")], check=True)
            drive = [*python, "tools.facts.drive"]
            lines = subprocess.run(drive, check=True, cwd=_HERE.parents[1], stdout=subprocess.PIPE, text=True)
            yield from map(json.loads, lines.stdout.splitlines())


def judge(rows: Iterable[dict[str, Any]], checked: Path) -> int:
    """Says what is to be looked into, and writes what agrees. Returns the exit code."""
    rows = list(rows)
    sent = [Sent(**row) for row in rows if "failed" not in row]
    failed = [f"{row['client']} was not driven: {row['failed']}" for row in rows if "failed" in row]
    reasons = {finding: reason(finding) for finding in compare(SERVICES, table.load(), sent)}
    due = [finding for finding, why in reasons.items() if why is None]
    agreed = record(SERVICES, sent, due, datetime.now(timezone.utc).date().isoformat())
    checked.write_text(json.dumps(agreed, indent=1) + "\n", encoding="utf-8")
    for finding, why in reasons.items():
        print(f"{finding.type}: {finding.what}: {finding.details}" + (f" (known: {why})" if why else ""))
    print(*failed, f"{len(agreed['types'])} of {len(SERVICES)} types agree with a client.", sep="\n")
    return 1 if due or failed else 0


if __name__ == "__main__":
    sys.exit(main())
