"""Property values as they come over the wire, and go back: secrets unwrapped, and wrapped again.

From the moment a provider says that it accepts secrets, nobody else marks its outputs. So whoever unwraps
remembers where each secret stood and what it was, and all that repeats one goes back as a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from pulumi_private_endpoint.connections.properties.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - how Pulumi marks one
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
# Pulumi has one for each type of what is not known, and sends the first.
_UNKNOWNS = frozenset(
    {
        rpc.UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_TELLING = 8  # characters


class NotKnown(Unknown):
    """A value that is not known yet, as in a preview."""

    def __repr__(self) -> str:
        return "not known yet"


NOT_KNOWN = NotKnown()


@dataclass(slots=True)
class Secrets:
    """The secrets among some properties: where they stood, and the texts that they are or hold."""

    paths: set[Path] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def has(self, path: Path) -> bool:
        """Whether what stands there was, or was part of, a secret."""
        return any(path[: len(secret)] == secret for secret in self.paths)

    def in_text(self, text: str) -> bool:
        """Whether a text repeats a secret."""
        return text in self.texts or any(secret in text for secret in self.texts if len(secret) >= _TELLING)

    def hidden(self, text: str) -> str:
        """The text without the secrets in it; short ones stand in many a text by chance, and stay."""
        for secret in sorted(self.texts, key=len, reverse=True):
            if len(secret) >= _TELLING:
                text = text.replace(secret, "[secret]")
        return text


def decode(bag: struct_pb2.Struct, secrets: Secrets) -> dict[str, Any]:
    """The properties, with `NOT_KNOWN` for what is not known yet; what is secret goes into `secrets` too."""
    return {name: _decoded(value, (name,), secrets, hidden=False) for name, value in bag.fields.items()}


def _decoded(value: struct_pb2.Value, path: Path, secrets: Secrets, *, hidden: bool) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _struct(value.struct_value, path, secrets, hidden=hidden)
    if kind == "list_value":
        return [_decoded(each, path, secrets, hidden=hidden) for each in value.list_value.values]
    if kind == "string_value":
        if value.string_value in _UNKNOWNS:
            return NOT_KNOWN
        if hidden and value.string_value:
            secrets.texts.add(value.string_value)
        return value.string_value
    return None if kind in {None, "null_value"} else getattr(value, kind)


def _struct(bag: struct_pb2.Struct, path: Path, secrets: Secrets, *, hidden: bool) -> Any:
    signature = bag.fields[_SIGNATURE].string_value if _SIGNATURE in bag.fields else ""
    if signature not in {_SECRET, _OUTPUT}:
        return {
            name: _decoded(value, (*path, name), secrets, hidden=hidden) for name, value in bag.fields.items()
        }
    if signature == _SECRET or ("secret" in bag.fields and bag.fields["secret"].bool_value):
        secrets.paths.add(path)
        hidden = True
    return _decoded(bag.fields["value"], path, secrets, hidden=hidden) if "value" in bag.fields else NOT_KNOWN


def encode(props: Mapping[str, Any], secrets: Secrets, *, repeated: bool = True) -> struct_pb2.Struct:
    """The properties, secrets marked as such.

    Args:
        props: None stands for nothing.
        secrets: What to mark.
        repeated: Whether to mark what repeats a secret elsewhere too, and not only what stands in its place.
    """
    bag = struct_pb2.Struct()
    for name, value in _given(props):
        bag.fields[name].CopyFrom(_encoded(value, (name,), secrets, repeated=repeated))
    return bag


def _encoded(value: Any, path: Path, secrets: Secrets, *, repeated: bool) -> struct_pb2.Value:
    if path in secrets.paths:
        return _marked(_encoded(value, path, Secrets(), repeated=False))
    if isinstance(value, Mapping):
        inner = {
            name: _encoded(each, (*path, name), secrets, repeated=repeated) for name, each in _given(value)
        }
        return struct_pb2.Value(struct_value=struct_pb2.Struct(fields=inner))
    if isinstance(value, (list, tuple)):
        listed = [_encoded(each, path, secrets, repeated=repeated) for each in value]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=listed))
    plain = _plain(value)
    return _marked(plain) if repeated and secrets.in_text(plain.string_value) else plain


def _plain(value: Any) -> struct_pb2.Value:
    if isinstance(value, bool):
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, (int, float)):
        return struct_pb2.Value(number_value=value)
    return struct_pb2.Value(string_value=rpc.UNKNOWN if isinstance(value, Unknown) else str(value))


def _marked(value: struct_pb2.Value) -> struct_pb2.Value:
    signature = struct_pb2.Value(string_value=_SECRET)
    return struct_pb2.Value(struct_value=struct_pb2.Struct(fields={_SIGNATURE: signature, "value": value}))


def _given(props: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in props.items() if value is not None)
