"""`python -m tools.mutants [module…]`: put the faults in, and say which of them no test noticed.

All of them take hours. `--every 5` takes one in five, always the same, all over the modules.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import survey
from .processes import Work, run_all
from .record import Module, Record, equivalents, is_in_sample, report, score
from .survey import Survey

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

KEPT = Path(".mutants")
NAMESPACE = "pulumi_private_endpoint"
SURVEY_SECONDS = 3600.0
PLUGINS = ("no:cacheprovider", "tools.mutants.quick")
# What is imported already cannot be rewritten for better messages, which nobody reads here.
_QUIET = (
    "-qq",
    "--no-header",
    "--no-summary",
    "--capture=no",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)
OPTIONS = (*_QUIET, *(word for name in PLUGINS for word in ("-p", name)))
# Imported once, for all processes; nothing of this project, and nothing that pytest wants to import itself.
SLOW_IMPORTS = ("azure.identity", "httpx", "pulumi.dynamic", "pulumi_policy", "starlette.routing", "uvicorn")


def main() -> int:
    """Try what no test has noticed yet. Returns 1 where too little is noticed."""
    asked = _arguments()
    settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutants"]
    modules = list(_modules(settings["packages"], settings["leave-out"], asked.modules))
    if not modules:
        print(f"none of these is a module of {', '.join(settings['packages'])}", file=sys.stderr)
        return 2
    KEPT.mkdir(exist_ok=True)
    if not asked.report:
        _try_all(modules, settings, asked.jobs, asked.every)
    results = [
        result
        for result in Record(KEPT / "results.jsonl").of(modules)
        if is_in_sample(result.module, result.mutant, asked.every)
    ]
    print(report(results, {module.name: str(module.file.relative_to(Path.cwd())) for module in modules}))
    return int(score(results) < settings["fail-under"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as approval.plan; default: all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument("--every", type=int, default=1, help="try one mutant in so many, always the same")
    parser.add_argument("--report", action="store_true", help="say what is known, and try nothing")
    return parser.parse_args()


def _modules(packages: Iterable[str], left_out: Sequence[str], asked: Sequence[str]) -> Iterator[Module]:
    """By import name, wherever the files lie."""
    for package in packages:
        spec = importlib.util.find_spec(f"{NAMESPACE}.{package}")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for file in sorted(Path(folder).rglob("*.py")):
                parts = file.relative_to(folder).with_suffix("").parts
                name = ".".join([package, *(part for part in parts if part != "__init__")])
                if name not in left_out and (not asked or name in asked):
                    yield Module(f"{NAMESPACE}.{name}", file, file.read_text())


def _try_all(modules: Sequence[Module], settings: Mapping[str, Any], jobs: int, every: int) -> None:
    for name in SLOW_IMPORTS:
        importlib.import_module(name)
    from .run import Run  # noqa: PLC0415 - it imports pytest, which is to come after

    tests = settings["tests"]
    seen, record = _survey(tests, modules), Record(KEPT / "results.jsonl")
    Run(seen, record, equivalents(Path(settings["equivalent"])), tests, OPTIONS, jobs, every).all(modules)


def _survey(tests: Sequence[str], modules: Iterable[Module]) -> Survey:
    """The one that is kept, if no file has changed since; else a new one, with all tests run once."""
    roots = [Path("tests"), *{_portion(module.file) for module in modules}]
    files = sorted(file for root in roots for file in root.rglob("*.py"))
    kept = KEPT / f"survey-{hashlib.sha256(b''.join(map(Path.read_bytes, files))).hexdigest()[:16]}.json"
    if not kept.exists():
        print("Running the tests once, to see which lines each of them runs", flush=True)
        take = partial(survey.take, [*OPTIONS, *tests], NAMESPACE, kept)
        for _, code in run_all([Work("", take, SURVEY_SECONDS)], jobs=1):
            if code != 0:
                sys.exit(f"pytest {' '.join(tests)} ended with {code}")
        for old in {*KEPT.glob("survey-*.json")} - {kept}:
            old.unlink()
    return Survey.read(kept)


def _portion(file: Path) -> Path:
    """The portion of the namespace that a module is in."""
    return next(parent for parent in file.parents if parent.name == NAMESPACE)


if __name__ == "__main__":
    sys.exit(main())
