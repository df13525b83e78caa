"""A job of a GitHub workflow, without GitHub: its steps in order, in one folder, each `run` by bash.

What `uses` brings is stood in for: a checkout by a copy, an uploaded artifact by a copy that the next run
can fetch. So are `pip` and `gh`, by scripts that come first on PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_ALWAYS = "always()"
_FILE = re.compile(r"always\(\) && hashFiles\('([^']+)'\) != ''")
_PIP = """#!/bin/sh
echo "pip $*" >> "$HOME/installed"
"""
_GH = """#!/bin/sh
# Stands in for GitHub's own: the runs that are kept in $HOME/runs, newest first, and what they uploaded.
set -e
echo "gh $*" >> "$HOME/asked"
[ -n "$GH_TOKEN" ]
case "$1 $2" in
"run list") ls "$HOME/runs" | sort -rn ;;
"run download")
    [ "$4 $6" = "--name --dir" ]
    [ -d "$HOME/runs/$3/$5" ] || { echo "no artifact matches any of the names or patterns" >&2; exit 1; }
    mkdir -p "$7" && cp "$HOME/runs/$3/$5/"* "$7" ;;
*) exit 64 ;;
esac
"""


@dataclass(frozen=True)
class Ended:
    """How a job ended: the exit code of its first step that failed, and all that was said."""

    code: int
    said: str
    folder: Path
    summary: str
    uploaded: Mapping[str, Path]


@dataclass
class Runner:
    """Runs jobs. `expressions` are what stands between `${{` and `}}`; one that is not there is a mistake."""

    home: Path
    environment: Mapping[str, str]
    expressions: Mapping[str, str]
    runs: int = 0
    _bin: Path = field(init=False)

    def __post_init__(self) -> None:
        self._bin = self.home / "bin"
        for folder in (self._bin, self.home / "runs"):
            folder.mkdir(parents=True)
        for name, script in (("pip", _PIP), ("gh", _GH)):
            (self._bin / name).write_text(script)
            (self._bin / name).chmod(0o755)

    def run(self, file: Path, checkout: Path, **more: str) -> Ended:
        """The only job of a workflow, on a checkout of its own."""
        self.runs += 1
        number = str(self.runs)
        folder = self.home / "work" / number
        folder.mkdir(parents=True)
        (job,) = yaml.safe_load(file.read_text())["jobs"].values()
        summary = self.home / f"summary-{number}.md"
        environment = {
            **os.environ,
            **self.environment,
            "HOME": str(self.home),
            "PATH": f"{self._bin}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(summary),
            **{name: self._resolved(text) for name, text in job.get("env", {}).items()},
            **more,
        }
        kept = self.home / "runs" / number
        code, said, uploaded = 0, "", dict[str, Path]()
        for step in job["steps"]:
            if not _is_due(step.get("if"), folder, failed=bool(code)):
                continue
            if "run" in step:
                done = _bash(self._resolved(step["run"]), folder, environment)
                code, said = code or done.returncode, said + done.stdout + done.stderr
            else:
                self._use(step, folder, checkout, kept, uploaded)
        kept.mkdir(exist_ok=True)  # only what is over is listed as completed
        return Ended(code, said, folder, summary.read_text() if summary.exists() else "", uploaded)

    def _resolved(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.expressions[found[1]], str(text))

    def _use(self, step: Any, folder: Path, checkout: Path, kept: Path, uploaded: dict[str, Path]) -> None:
        given = step.get("with", {})
        action, _, version = step["uses"].partition("@")
        assert version, f"{action} is of no version"
        if action == "actions/checkout":
            shutil.copytree(checkout, folder, dirs_exist_ok=True)
        elif action == "actions/upload-artifact":
            there = [folder / name for name in given["path"].split() if (folder / name).exists()]
            for file in there:
                (kept / given["name"]).mkdir(parents=True, exist_ok=True)
                shutil.copy(file, kept / given["name"])
            uploaded |= {file.name: file for file in there}
        elif action == "github/codeql-action/upload-sarif":
            uploaded["sarif"] = folder / given["sarif_file"]
        else:
            raise AssertionError(f"nothing stands in for {action}")


def _is_due(condition: str | None, folder: Path, *, failed: bool) -> bool:
    if condition is None:
        return not failed
    if condition == _ALWAYS:
        return True
    needs = _FILE.fullmatch(condition)
    assert needs, f"nobody has said what {condition} means"
    return (folder / needs[1]).exists()


def _bash(script: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    # As GitHub runs a step that names no shell.
    return subprocess.run(
        ["bash", "-e", "-c", script],  # noqa: S607 - the one on PATH, as there
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
