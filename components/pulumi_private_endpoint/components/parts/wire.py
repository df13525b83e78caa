"""A component's inputs: checked before anything is made, and told to Pulumi as policies and state know them.

They are on record only if the component hands them over, and then as they are; the approval itself writes
camelCase, so components do too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast, get_args, get_origin

import pulumi
from typing_extensions import NotRequired

Args = TypeVar("Args", bound=Mapping[str, Any])

_LONGEST_SECONDS = 86400  # A day, as for an approval's own waits.
# Not None: a plugin host reads a component's inputs off its annotation, which must be the TypedDict alone.
NOT_GIVEN: Any = MappingProxyType({})


def all_inputs(args: Args, keywords: Mapping[str, Any]) -> Args:
    """The inputs of the dict, and those that are keyword arguments.

    Raises:
        RunError: One line: there is no dict, or an input is given in both ways.
    """
    given = NOT_GIVEN if args is None else args
    if not isinstance(given, Mapping):
        raise pulumi.RunError("args must be a dict of inputs; or give them as keyword arguments")
    for twice in sorted(given.keys() & keywords.keys()):
        raise pulumi.RunError(f"{twice} is given both in args and as a keyword argument")
    return cast("Args", {**given, **keywords})


def checked_inputs(args: Args, inputs: Any, component: str) -> Args:
    """The inputs that were given: all but those that are None.

    A misspelt or missing one is refused, because a guard that is not read would guard nothing, and so is
    one of a wrong type that the program itself goes by. The others, each a `pulumi.Input`, are checked by
    whoever gets them. `inputs` is the component's TypedDict.

    Raises:
        RunError: One line naming the first of them.
    """
    names = inputs.__required_keys__ | inputs.__optional_keys__
    for unknown in sorted(args.keys() - names, key=str):
        raise pulumi.RunError(
            f"{unknown} is not an input of {component}; there are {', '.join(sorted(names))}"
        )
    for missing in sorted(name for name in inputs.__required_keys__ if args.get(name) is None):
        raise pulumi.RunError(f"{missing} is missing in {component}")
    given = {name: value for name, value in args.items() if value is not None}
    for name, value in given.items():
        hint = inputs.__annotations__[name]
        _check_plain(name, value, *(get_args(hint) if get_origin(hint) is NotRequired else (hint,)))
    return cast("Args", given)


def wire_names(args: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that were given, in camelCase, those of tables inside a list included."""
    return {camel_case(name): _named(value) for name, value in args.items() if value is not None}


def camel_case(name: str) -> str:
    """`target_resource_id` as `targetResourceId`."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _check_plain(name: str, value: Any, hint: Any) -> None:
    kind = get_origin(hint) or hint
    if kind is str and not isinstance(value, str):
        raise pulumi.RunError(f"{name} must be a plain text, not an Output")
    # Every such number is a wait, and no wait goes without a deadline: neither infinity nor NaN will do.
    if kind is float and not (isinstance(value, (int, float)) and 0 <= value <= _LONGEST_SECONDS):
        raise pulumi.RunError(
            f"{name} must be a plain number of seconds from 0 to {_LONGEST_SECONDS}, not a text or an Output"
        )
    if kind is Sequence:
        # Taken for a list, a text would be one of letters.
        if not isinstance(value, (list, tuple)):
            raise pulumi.RunError(f"{name} must be a plain list, not a text or an Output")
        for number, entry in enumerate(value):
            _check_plain(f"{name}[{number}]", entry, *get_args(hint))


def _named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return wire_names(value)
    return [_named(entry) for entry in value] if isinstance(value, (list, tuple)) else value
