"""From a target's type to the one row that says how its service approves.

A type that is not in the table works when the caller names an api-version: the
general shape of a connection is the same everywhere. Without one the error
names the nearest known types.
"""

from __future__ import annotations

import difflib
from dataclasses import replace

from pulumi_private_endpoint.connections.errors import UnknownService

from .spec import ServiceSpec
from .table import SERVICES

_BY_TYPE = {spec.type.casefold(): spec for spec in SERVICES}

_EITHER_SUCCESS = frozenset({"ready", "succeeded"})
"""What success is called where nothing is known of the service: L10, as the az CLI has it."""


def is_known(arm_type: str) -> bool:
    """Whether the table has a row for this ARM type, in any casing."""
    return arm_type.casefold() in _BY_TYPE


def spec_for(arm_type: str, api_version: str | None = None) -> ServiceSpec:
    """The spec of an ARM type; `api_version` overrides the row's own.

    Raises:
        UnknownService: The type is not in the table and no api-version was given,
            or the service offers no way to approve.
    """
    spec = _BY_TYPE.get(arm_type.casefold())
    if spec is None:
        return _unlisted(arm_type, api_version)
    if spec.refusal is not None:
        raise UnknownService(f"{spec.type}: {spec.refusal}")
    return spec if api_version is None else _at(spec, api_version)


def spec_to_read(arm_type: str, api_version: str | None = None) -> ServiceSpec:
    """The same for whoever only looks: a service whose connections nobody can decide will do.

    Raises:
        UnknownService: As above, or there are no connections to read.
    """
    spec = _BY_TYPE.get(arm_type.casefold())
    if spec is None or not spec.readable:
        return spec_for(arm_type, api_version)
    return spec if api_version is None else _at(spec, api_version)


def _at(spec: ServiceSpec, api_version: str) -> ServiceSpec:
    verb = "PATCH" if api_version in spec.patched_at else spec.verb
    return replace(spec, api_version=api_version, verb=verb)


def _unlisted(arm_type: str, api_version: str | None) -> ServiceSpec:
    if api_version is None:
        raise UnknownService(
            f"{arm_type} is not a known service{_nearest(arm_type)}; "
            "if the type is right, give api_version as well"
        )
    return ServiceSpec(type=arm_type, api_version=api_version, success_states=_EITHER_SUCCESS)


def _nearest(arm_type: str) -> str:
    close = difflib.get_close_matches(arm_type.casefold(), _BY_TYPE)
    names = ", ".join(_BY_TYPE[key].type for key in close)
    return f" (nearest: {names})" if names else ""
