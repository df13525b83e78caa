"""The program's inputs: typed, or one clear line for each that is wrong.

A property bag comes in as Pulumi hands it over (camelCase, possibly with values
that are unknown in preview); `ApprovalInputs` goes on. Reasons name the property
as the program spells it and never repeat its value, which may be a secret
(`pulumi-python`: a check failure is printed in clear).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.model import REJECTED
from pulumi_private_endpoint.connections.services.lookup import spec_for

from .fields import INPUTS, ROWS, SECRET, SELECTORS, TARGET, ApprovalInputs, python_name
from .unknown import is_unknown
from .values import PROMISED

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that cannot be used, and why; `known` is whether there is one of that name at all."""

    property: str
    reason: str
    known: bool = True

    def __str__(self) -> str:
        return f"{python_name(self.property) if self.known else self.property} {self.reason}"


def from_props(props: Mapping[str, Any]) -> ApprovalInputs:
    """The typed inputs of a bag that `problems` found nothing wrong with."""
    typed = {attribute: row.typed(props.get(row.name)) for attribute, row in ROWS.items()}
    return ApprovalInputs(**typed, secrets=secret_texts(props))


def secret_texts(props: Mapping[str, Any]) -> frozenset[str]:
    """The texts in a bag that its program keeps secret."""
    return frozenset(text for name in props.get(SECRET) or () if (text := props.get(name)))


def problems(props: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a bag of inputs; values that are unknown yet pass."""
    found = [
        Problem(row.name, reason)
        for row in ROWS.values()
        if (value := props.get(row.name)) is not None
        and not is_unknown(value)
        and (reason := row.check(value)) is not None
    ]
    found += [
        Problem(name, "is not an input of PrivateEndpointApproval", known=False)
        for name in sorted(props.keys() - {*INPUTS, SECRET})
    ]
    if props.get(TARGET) is None:
        found.append(Problem(TARGET, "is missing: give the id of the resource being connected to"))
    if all(props.get(name) is None for name in SELECTORS):
        names = ", ".join(python_name(name) for name in SELECTORS)
        found.append(Problem("connectionName", f"or another selector is missing: give any of {names}"))
    return found or _service_problems(props)


def input_warnings(props: Mapping[str, Any]) -> list[Problem]:
    """What may go wrong with inputs that nothing is known to be wrong with."""
    text = props.get("description")
    if not isinstance(text, str) or len(text) <= PROMISED:
        return []
    promised = f"Azure promises no more than {PROMISED}, and a service may cut or refuse it"
    return [Problem("description", f"has {len(text)} characters: {promised}")]


def _service_problems(props: Mapping[str, Any]) -> list[Problem]:
    """What only the service can tell; asked once everything else is in order."""
    target, api_version = props.get(TARGET), props.get("apiVersion")
    if is_unknown(target) or is_unknown(api_version):
        return []
    try:
        spec = spec_for(ResourceId.parse(str(target)).type, api_version)
    except UnknownService as error:
        return [Problem(TARGET, f"cannot be used: {error}")]
    found = []
    if props.get("onDestroy") == "reject" and props.get("status") != REJECTED and not spec.redecides:
        found.append(Problem("onDestroy", f"cannot be reject: {spec.type} does not reject what was approved"))
    actions = props.get("actionsRequired")
    if actions is None or is_unknown(actions):
        return found
    if spec.actions_property is None:
        found.append(Problem("actionsRequired", f"is not accepted by {spec.type}: leave it out"))
    elif spec.actions_words and actions not in spec.actions_words:
        words = ", ".join(spec.actions_words)
        found.append(Problem("actionsRequired", f"must be one of {words} for {spec.type}"))
    return found
