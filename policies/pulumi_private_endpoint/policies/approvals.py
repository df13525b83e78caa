"""What the rules on approvals have in common: where approvals are, and where their requesters come from."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .resource_types import is_approval, is_set
from .rule import each, is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .rule import Case, Violation

_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)/", re.IGNORECASE)


def applies(case: Case) -> bool:
    """Whether the case is an approval, or a set of them."""
    return is_approval(case.type)


def each_approval(
    case: Case, judge: Callable[[Mapping[str, Any]], Iterator[Violation]]
) -> Iterator[Violation]:
    """Judge the approval, or every entry of a set; then the reason names the entry."""
    if not is_set(case.type):
        yield from judge(case.props)
        return
    entries = case.props["approvals"]

    def entry(key: str) -> Iterator[Violation]:
        for violation in judge(entries[key]):
            yield replace(violation, reason=f"approvals[{_quoted(key)}]: {violation.reason}")

    yield from each(list(entries), entry)


def _quoted(key: str) -> str:
    """A key in quotes, ending where it seems to whatever it holds."""
    return json.dumps(key, ensure_ascii=False)


def written_description(props: Mapping[str, Any]) -> str | None:
    """The description as its author wrote it: without the request message that components quote behind it.

    Raises:
        UnknownValueError: the description is not known yet.
    """
    description: str | None = props.get("description")
    # A description that is known quotes no message that is not.
    message = None if is_unknown(props, "requestMessage") else props.get("requestMessage")
    return description.removesuffix(f" ({message})") if description and message else description


def grants(props: Mapping[str, Any]) -> bool:
    """Whether it lets somebody in. A rejection does not, whoever asked."""
    return bool(props.get("status") != "Rejected")


def subscription(resource_id: str) -> str:
    """The subscription of a resource id in lower case, or an empty text."""
    found = _SUBSCRIPTION.match(resource_id)
    return found[1].lower() if found else ""


def requester_subscriptions(props: Mapping[str, Any]) -> frozenset[str]:
    """The subscriptions a requester can only be in; empty where nothing holds it to any.

    The endpoint id says it by itself; else the guard on subscriptions does, which the approval enforces.

    Raises:
        UnknownValueError: what would say it is not known yet.
    """
    # In preview the id of an endpoint of the same program is never known; the guard may be.
    if not is_unknown(props, "privateEndpointId") and (endpoint := props.get("privateEndpointId")):
        return frozenset({subscription(endpoint)})
    if guard := props.get("allowedSubscriptionIds"):
        return frozenset(allowed.lower() for allowed in guard)
    props.get("privateEndpointId")  # Raises if that is what is not known.
    return frozenset()
