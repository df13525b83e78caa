"""Errors as they go over the wire.

`WireError` is raised anywhere below the routes and answered there. Azure's contract for the body is
`{"error": {"code", "message", ...}}`; the other shapes are real deviations (L35). `by_service` tells the
resource provider's errors from those of ARM itself: only the former are wrapped in the service's own shape.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


# Not frozen: Python itself sets __traceback__ on what is raised.
@dataclass(eq=False)
class WireError(Exception):
    """An error answer: status, code, message, and what else its body and headers carry."""

    status: int
    code: str
    message: str
    target: str = ""
    details: tuple[Mapping[str, Any], ...] = ()
    additional_info: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    by_service: bool = False


def _wrapped(error: WireError) -> Any:
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.target:
        body["target"] = error.target
    if error.details:
        body["details"] = [dict(detail) for detail in error.details]
    if error.additional_info:
        body["additionalInfo"] = [dict(info) for info in error.additional_info]
    return {"error": body}


def _pascal(error: WireError) -> Any:
    entity = {"ExtendedCode": "01020", "Code": error.code, "Message": error.message}
    return {
        "Code": error.code,
        "Message": error.message,
        "Target": None,
        "Details": [{"Message": error.message}, {"Code": error.code}, {"ErrorEntity": entity}],
        "Innererror": None,
    }


def _unwrapped(error: WireError) -> Any:
    activity = "\r\nActivityId: 00000000-0000-0000-0000-00000000cafe, Microsoft.Azure.Documents.Common/2.14.0"
    return {"code": error.code, "message": error.message + activity}


def _json(shape: Callable[[WireError], Any]) -> Callable[[WireError], tuple[str, str]]:
    return lambda error: (json.dumps(shape(error)), "application/json; charset=utf-8")


SHAPES: Mapping[str, Callable[[WireError], tuple[str, str]]] = MappingProxyType(
    {
        "wrapped": _json(_wrapped),
        "unwrapped": _json(_unwrapped),
        "pascal": _json(_pascal),
        "details-null": _json(lambda e: {"error": {"code": e.code, "message": e.message, "details": None}}),
        "inner-error": _json(
            lambda e: {"error": {"code": "BadRequest", "message": e.message, "innerError": {"code": e.code}}},
        ),
        "integer-code": _json(lambda e: {"error": {"code": e.status, "message": e.message}}),
        "message-only": _json(lambda e: {"message": e.message}),
        "string": _json(lambda e: {"error": e.message}),
        "html": lambda e: (f"<html><body><h2>{e.status} {e.message}</h2></body></html>", "text/html"),
        "empty": lambda _: ("", ""),
    },
)


def render(error: WireError, shape: str) -> tuple[str, str]:
    """The body and content type of an error in one of the shapes of L35."""
    return SHAPES[shape](error)


def not_found(resource: str, group: str) -> WireError:
    """ARM's answer for a resource that is not there (E25)."""
    return WireError(
        404,
        "ResourceNotFound",
        f"The Resource '{resource}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )
