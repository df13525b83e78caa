"""What Pulumi's component host would infer from the classes."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.analyzer import Analyzer

from pulumi_private_endpoint import components
from pulumi_private_endpoint.components.parts.wire import camel_case

COMPONENTS = [
    component
    for name in components.__all__
    if inspect.isclass(component := getattr(components, name))
    and issubclass(component, pulumi.ComponentResource)
]


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_host_can_read_a_component_and_names_its_inputs_as_it_does_itself(component: Any) -> None:
    definition = Analyzer("private-endpoint").analyze([component])["component_definitions"][
        component.__name__
    ]
    args = getattr(components, f"{component.__name__}Args")

    assert {name for name, found in definition.inputs.items() if not found.optional} == {
        camel_case(name) for name in args.__required_keys__
    }
    assert definition.inputs.keys() == {camel_case(name) for name in args.__annotations__}
    assert definition.outputs.keys() == {camel_case(name) for name in component.__annotations__}


def test_exports_are_complete_and_sorted() -> None:
    assert list(components.__all__) == sorted(components.__all__)
    assert all(hasattr(components, name) for name in components.__all__)


def test_every_component_of_every_file_can_be_imported_by_its_name() -> None:
    modules = (file.stem for file in Path(components.__file__).parent.glob("*.py"))
    found = {
        name
        for module in modules
        for name, kind in inspect.getmembers(
            import_module(f"{components.__name__}.{module}"), inspect.isclass
        )
        if inspect.isclass(kind) and issubclass(kind, pulumi.ComponentResource)
        if kind is not pulumi.ComponentResource
    }
    assert found <= set(components.__all__)
    assert "PrivateLinkApprovals" in found
