"""Which of a program's texts are no secrets; only the program itself can tell.

A dynamic provider gets every secret in clear and is not told that it is one. So the resource hands over a
second time, beside the inputs, the texts that are plain. The provider takes only what is the very same in
both for plain: whatever else comes, and wherever it comes from, is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_private_endpoint.connections.properties.fields import TEXTS, python_name

if TYPE_CHECKING:
    from collections.abc import Collection

PLAIN = "__plain"
"""Where they stand among a resource's properties; taken out by `check`."""

Texts = dict[str, Any]


def plain_texts(given: Mapping[str, Any], hidden: Collection[str] = ()) -> pulumi.Input[Texts] | None:
    """The texts among the inputs of one approval that are known and no secrets, by their names on the wire.

    Args:
        given: The inputs by their Python names.
        hidden: The names of those that the program wants to be secret as outputs.
    """
    texts = _texts(given, hidden)
    return texts or None if _is_clear(texts) else _clear(texts)


def plain_entries(given: Any, hidden: Collection[str] = ()) -> pulumi.Input[dict[str, Texts]]:
    """The same of many approvals, by their keys."""
    if "approvals" in hidden:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(entry, Mapping) for entry in given.values()):
        return _clear_entries(given)
    entries = {key: _texts(entry) for key, entry in given.items()}
    return entries if all(map(_is_clear, entries.values())) else _clear_entries(given)


def _texts(given: Mapping[str, Any], hidden: Collection[str] = ()) -> Texts:
    names = [name for name in TEXTS if not {name, python_name(name)} & {*hidden}]
    return {name: text for name in names if (text := given.get(python_name(name))) is not None}


def _is_clear(texts: Texts) -> bool:
    return all(isinstance(text, str) for text in texts.values())


async def _clear(texts: Texts) -> Texts:
    known = {name: await _in_clear(text) for name, text in texts.items()}
    return {name: text for name, text in known.items() if isinstance(text, str)}


async def _clear_entries(given: Any) -> dict[str, Texts]:
    found = await _in_clear(given)
    entries = found.items() if isinstance(found, Mapping) else ()
    known = {key: await _in_clear(entry) for key, entry in entries}
    return {key: await _clear(_texts(entry)) for key, entry in known.items() if isinstance(entry, Mapping)}


async def _in_clear(value: Any) -> Any:
    """The value, or None if it is not known or a secret; what a dict holds is looked at by itself."""
    if value is None or isinstance(value, (str, Mapping)):
        return value
    output = pulumi.Output.from_input(value)
    return await output.future() if await output.is_known() and not await output.is_secret() else None
