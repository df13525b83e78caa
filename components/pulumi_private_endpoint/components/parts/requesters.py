"""The requesters a target's owner expects: entries in a program, or in a YAML file that others can review.

An entry is a name and the inputs of an entry of a set without its target, by their Python names.
A mistake is one line that names the key; values are not repeated, they may be confidential.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pulumi
import yaml
from typing_extensions import NotRequired

from pulumi_private_endpoint.approval import PrivateEndpointApprovalEntryArgs

from .decision import DecisionArgs


class Requester(DecisionArgs):
    """One expected requester: at least one of the four that single out a connection."""

    name: str
    """What this approval is called in the program; unique, and best never changed."""
    private_endpoint_id: NotRequired[str]
    private_endpoint_name: NotRequired[str]
    connection_name: NotRequired[str]
    request_message: NotRequired[str]
    group_id: NotRequired[str]
    status: NotRequired[str]
    actions_required: NotRequired[str]
    when_absent: NotRequired[str]


_SELECTORS = ("private_endpoint_id", "private_endpoint_name", "connection_name", "request_message")
_TYPES: Mapping[str, type] = {"allowed_subscription_ids": list, "allow_unknown_requester": bool}
KEYS = frozenset(PrivateEndpointApprovalEntryArgs.__annotations__) - {"target_resource_id"} | {"name"}


class RequestersError(pulumi.RunError):
    """A list of requesters that cannot be used; one line, which Pulumi shows without a traceback."""


class _SafeLoader(yaml.SafeLoader):
    """Refuses a key that is there twice (YAML 1.2, 3.2.1.1), where PyYAML takes the last."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Looked at before `<<` is merged, because an entry may say otherwise than what it starts from."""
        node = super().compose_mapping_node(anchor)
        seen: set[Any] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return node


def load(file: str | Path) -> list[Requester]:
    """The requesters of a YAML file: a mapping with the one key `requesters`, a list.

    Raises:
        RequestersError: the file cannot be read, is not YAML, or holds a mistake.
    """
    try:
        text = Path(file).read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_SafeLoader)  # noqa: S506 - safe by what it inherits from
    except (OSError, UnicodeDecodeError) as error:
        raise RequestersError(f"{file}: cannot be read ({type(error).__name__})") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RequestersError(f"{file}: line {line} is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RequestersError(f"{file}: is not YAML") from error
    if not isinstance(content, dict) or set(content) != {"requesters"}:
        raise RequestersError(f"{file}: must hold the one key requesters")
    return checked(content["requesters"], f"{file}: ")


def checked(entries: Any, where: str = "") -> list[Requester]:
    """The same entries, every one of them usable.

    Raises:
        RequestersError: an unknown, missing, repeated or wrongly typed key.
    """
    if not isinstance(entries, (list, tuple)):
        raise RequestersError(f"{where}requesters must be a list")
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        place = f"{where}requesters[{number}]"
        _check(entry, place)
        if entry["name"] in seen:
            raise RequestersError(f"{place}.name is there twice")
        seen.add(entry["name"])
    return cast("list[Requester]", list(entries))


def _check(entry: Any, place: str) -> None:
    if not isinstance(entry, Mapping):
        raise RequestersError(f"{place} must be a mapping of keys to values")
    for key, value in entry.items():
        if key not in KEYS:
            raise RequestersError(f"{place}.{key} is not a key; there are {', '.join(sorted(KEYS))}")
        wanted = _TYPES.get(key, str)
        # To YAML 4711 is a number and yes is true. What is still to come is Pulumi's to check.
        if not isinstance(value, (wanted, pulumi.Output)):
            raise RequestersError(f"{place}.{key} must be {_WORDS[wanted]}")
    if not entry.get("name"):
        raise RequestersError(f"{place}.name is missing")
    if not any(entry.get(key) for key in _SELECTORS):
        raise RequestersError(f"{place} says nobody: give it any of {', '.join(_SELECTORS)}")


_WORDS = {str: "a text (in quotes, if it looks like something else)", list: "a list", bool: "true or false"}
