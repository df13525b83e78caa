"""Something to call a method with: names for its texts, each word of its choices, a body with all we know of.

A client drops from a body what its specification has as read-only, so what arrives on the wire of the
fullest body is what the service takes. What the specification does not know at all is left out here.
"""

from __future__ import annotations

import enum
import inspect
import re
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
FULLEST = {
    "id": _ID,
    "properties": {
        "privateEndpoint": {"id": _ID},
        "privateLinkServiceConnectionState": {
            "status": "Approved",
            "description": "text",
            "actionsRequired": "None",
            "actionRequired": "None",
        },
    },
}


def variants(call: Callable[..., Any], models: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a method, once for each of its choices: those it requires, and a body in any case."""
    choices = {}
    for parameter in inspect.signature(call).parameters.values():
        kind = _kind(_described(call, parameter), models)
        required = parameter.default is parameter.empty and parameter.kind != parameter.VAR_KEYWORD
        if required or _is_body(kind):
            choices[parameter.name] = _values(parameter.name, kind)
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _described(call: Callable[..., Any], parameter: inspect.Parameter) -> str:
    """What a parameter may be: the oldest clients say it in the docstring alone."""
    if parameter.annotation is not parameter.empty:
        return str(parameter.annotation)
    found = re.search(rf":type {parameter.name}: (.*)", call.__doc__ or "")
    return found.group(1) if found else ""


def _kind(described: str, models: Any) -> Any:
    """The client's own type that a description names; None: a plain one."""
    named = (getattr(models, word, None) for word in re.findall(r"\w+", described))
    return next(filter(inspect.isclass, named), None)


def _is_body(kind: Any) -> bool:
    return kind is not None and not issubclass(kind, enum.Enum)


def _values(name: str, kind: Any) -> list[Any]:
    if kind is None:
        return [name]
    return [body(kind)] if _is_body(kind) else [word.value for word in kind]


def body(kind: Any) -> Any:
    """An instance of a client's model with all of `FULLEST` that the model knows."""
    if hasattr(kind, "_attribute_map"):  # The older generator: reads what it knows, by names on the wire.
        return kind.deserialize(FULLEST)
    return _known(kind(FULLEST))


def _known(model: Any) -> Any:
    """The model without what it does not know: the newer generator keeps all it is given."""
    attributes = {field._rest_name: name for name, field in model._attr_to_rest_field.items()}  # noqa: SLF001 - it has no public form
    for name in list(model):
        if name not in attributes:
            del model[name]
        elif hasattr(inner := getattr(model, attributes[name]), "_attr_to_rest_field"):
            setattr(model, attributes[name], _known(inner))
    return model
