"""What a value of an input must look like: each check says in a few words what is wrong, or None.

No reason repeats the value, which may be a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections import durations
from pulumi_private_endpoint.connections.model import ENDPOINT_TYPE, is_connection
from pulumi_private_endpoint.connections.text import STORED, has_control_characters

if TYPE_CHECKING:
    from collections.abc import Callable


def target(value: Any) -> str | None:
    """The id of a resource that is connected to."""
    parsed = _id(value)
    if isinstance(parsed, str):
        return parsed
    if parsed.type.casefold() == ENDPOINT_TYPE:
        return "is the id of a private endpoint: give the resource it connects to"
    if is_connection(parsed):
        return "is the id of a connection: give its parent here, and its name as connection_name"
    return None


def endpoint(value: Any) -> str | None:
    """The id of a private endpoint."""
    parsed = _id(value)
    if isinstance(parsed, str):
        return parsed
    if is_connection(parsed):
        return "is the id of a connection: give the private endpoint's own id, or connection_name"
    if parsed.type.casefold() != ENDPOINT_TYPE:
        return f"is the id of a {parsed.type}, not of a Microsoft.Network/privateEndpoints"
    if parsed.extends is not None:
        return "is nested below another resource, where no private endpoint can be"
    return None


def _id(value: Any) -> ResourceId | str:
    if not isinstance(value, str):
        return "must be a string"
    try:
        return ResourceId.parse(value)
    except ArmError:
        # What the parser says quotes the text.
        return (
            "is not an Azure resource id of the form "
            "/subscriptions/{id}/resourceGroups/{group}/providers/{type}/{name}"
        )


def name(value: Any) -> str | None:
    """A name as Azure gives them."""
    reason = line(value)
    if reason is not None:
        return reason
    if "/" in value:
        return "must be a name alone, without a path"
    try:
        _ANY_TARGET.child("privateEndpointConnections", value)
    except ArmError:
        return "is not a name Azure could have given: it holds a space or a sign that no name can have"
    return None


_ANY_TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Any/targets/t")


def line(value: Any) -> str | None:
    """A text on one line."""
    if not isinstance(value, str):
        return "must be a string"
    if not value.strip():
        return "is empty: give a text, or leave it out"
    if has_control_characters(value):
        return "holds control or invisible characters"
    if len(value) > STORED:
        return f"is longer than {STORED} characters"
    return None


def duration(value: Any) -> str | None:
    """A wait, as Pulumi users write it."""
    if not isinstance(value, str):
        return 'must be a string such as "10m"'
    try:
        durations.seconds(value)
    except ValueError as error:
        return str(error)
    return None


def timeout(value: Any) -> str | None:
    """A wait that ends a whole approval."""
    reason = duration(value)
    if reason is None and durations.seconds(value) == 0:
        return "must be longer than zero: every wait has a deadline, and this is it"
    return reason


def subscriptions(value: Any) -> str | None:
    """A list of subscription ids."""
    if not isinstance(value, list) or not value:
        return "must be a list of at least one subscription id; leave it out to allow any"
    return next((f"has an entry that {reason}" for entry in value if (reason := _subscription(entry))), None)


def _subscription(value: Any) -> str | None:
    # What is none would never match anybody's.
    return line(value) or (None if is_guid(value) else "is no subscription id: give the GUID alone")


def is_guid(text: str) -> bool:
    """Whether a text is a GUID, in the one form in which Azure writes them."""
    return _GUID.fullmatch(text) is not None


_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def tenant(value: Any) -> str | None:
    """A tenant's id, or one of its domains."""
    reason = line(value)
    if reason is None and not is_guid(value) and not _DOMAIN.fullmatch(value):
        return "is neither a GUID nor a domain such as contoso.onmicrosoft.com"
    return reason


_DOMAIN = re.compile(r"[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+")


def message(value: Any) -> str | None:
    """A text that a request can carry."""
    reason = line(value)
    if reason is None and len(value) > PROMISED:
        return f"is longer than {PROMISED} characters, and no request can carry more"
    return reason


PROMISED = 140
"""Characters of a request's message (E9). No limit is documented for the text of a decision."""


def version(value: Any) -> str | None:
    """An ARM api-version."""
    reason = line(value)
    if reason is None and not _API_VERSION.fullmatch(value):
        return "must be a date such as 2024-05-01, perhaps with a word such as -preview behind it"
    return reason


_API_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[A-Za-z]+)?")


def flag(value: Any) -> str | None:
    """Yes or no."""
    return None if isinstance(value, bool) else "must be True or False"


def one_of(*words: str) -> Callable[[Any], str | None]:
    """The check that a value is one of these words."""

    def check(value: Any) -> str | None:
        return None if value in words else f"must be one of {', '.join(words)}"

    return check
