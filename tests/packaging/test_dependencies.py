"""What is imported is declared, and what is declared is imported: other packages' dependencies may change."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
NAMESPACE = "pulumi_private_endpoint"
# What each package may take for granted beside the dependencies of all.
EXTRAS = {
    "cli": "cli",
    "components": "azure-native",
    "policies": "policy",
    "simulator": "simulator",
    "simulator_fixtures": "simulator",
}
# Loaded by pytest, and by nobody where there is none.
LOADED_BY = {"simulator_fixtures": {"pytest"}}
# Imported by a name that the code puts together, or by httpcore where it is there.
BY_NAME = {"pulumi-azure-native", "sniffio"}


def shipped() -> dict[str, Path]:
    """The packages in the wheel, by name."""
    portions = CHECKOUT.glob(f"*/{NAMESPACE}")
    return {
        package.name: package for portion in portions for package in portion.iterdir() if package.is_dir()
    }


@cache
def imported(package: Path) -> frozenset[str]:
    """The distributions that a package's modules import, other than Python's own and this one."""
    modules = {module for file in package.rglob("*.py") for module in _modules(file)}
    foreign = {
        module
        for module in modules
        if module.partition(".")[0] not in {*sys.stdlib_module_names, NAMESPACE, "__future__"}
    }
    return frozenset(_distribution(module) for module in foreign)


def _modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            # `from azure import identity` names a module, `from httpx import Client` does not.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _distribution(module: str) -> str:
    """Whose module it is; by files, because several distributions share the name `azure`."""
    owners = _owners()
    while module:
        if module in owners:
            return owners[module]
        module, _, last = module.rpartition(".")
    return _normal(last)  # Not installed here, such as `tomli` where Python has its own.


@cache
def _owners() -> dict[str, str]:
    owners = {}
    for distribution in importlib.metadata.distributions():
        for file in distribution.files or ():
            if file.suffix in {".py", ".so"}:
                module = (
                    file.parent if file.name == "__init__.py" else file.with_name(file.name.split(".")[0])
                )
                owners[".".join(module.parts)] = _normal(distribution.metadata["Name"])
    return owners


def declared(project: dict[str, Any], package: str) -> set[str]:
    extra = project["project"]["optional-dependencies"].get(EXTRAS.get(package, ""), [])
    return {_name(requirement) for requirement in [*project["project"]["dependencies"], *extra]}


def _name(requirement: str) -> str:
    return _normal(re.split(r"[<>=!~; \[]", requirement)[0])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("package", shipped().values(), ids=lambda package: package.name)
def test_what_is_imported_is_declared(package: Path, project: dict[str, Any]) -> None:
    known = declared(project, package.name) | LOADED_BY.get(package.name, set())

    assert imported(package) - known == set()


def test_what_is_declared_is_imported(project: dict[str, Any]) -> None:
    used = set().union(*(imported(package) for package in shipped().values()))
    everything = {name for package in shipped() for name in declared(project, package)}

    assert everything - used - BY_NAME == set()


def test_the_five_packages_are_looked_at() -> None:
    assert shipped().keys() >= {"approval", "arm", "components", "policies", "simulator"}


def test_what_another_program_loads_is_known(project: dict[str, Any]) -> None:
    assert set(project["project"]["entry-points"]["pytest11"].values()) == {
        f"{NAMESPACE}.{name}" for name in LOADED_BY
    }
