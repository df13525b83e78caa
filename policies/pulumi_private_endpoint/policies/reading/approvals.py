"""What the rules on approvals have in common: where approvals are, and where their requesters come from."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.evidence.guards import subscriptions_of, without_message
from pulumi_private_endpoint.policies.rule import each, is_unknown

from .resource_types import is_approval, is_component, is_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pulumi_private_endpoint.policies.rule import Case, Violation

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def applies(case: Case) -> bool:
    """Whether the case is an approval, or a set of them."""
    return is_approval(case.type)


def each_approval(
    case: Case, judge: Callable[[Mapping[str, Any]], Iterator[Violation]]
) -> Iterator[Violation]:
    """Judge the approval, or every entry of a set; then the violation names the entry."""
    if not is_set(case.type):
        yield from judge(case.props)
        return
    entries = case.props["approvals"]

    def entry(key: str) -> Iterator[Violation]:
        for violation in judge(entries[key]):
            yield replace(violation, entry=key)

    yield from each(list(entries), entry)


def describes(case: Case) -> bool:
    """Whether the case is an approval, or a component that is given what its approvals say.

    A component quotes the request's message, so its approval's text is often known in `up` alone. What a
    component is not given, its approvals are not given either.
    """
    return applies(case) or (is_component(case.type) and case.props.get("description") is not None)


def each_description(
    case: Case, judge: Callable[[Mapping[str, Any]], Iterator[Violation]]
) -> Iterator[Violation]:
    """Judge what a component is given, or each approval."""
    return judge(case.props) if is_component(case.type) else each_approval(case, judge)


def written_description(props: Mapping[str, Any]) -> str | None:
    """The description as its author wrote it: without the request message that components quote behind it.

    Raises:
        UnknownValueError: the description is not known yet.
    """
    description: str | None = props.get("description")
    # A description that is known quotes no message that is not.
    message = None if is_unknown(props, "requestMessage") else props.get("requestMessage")
    return without_message(description, message)


def requester_subscriptions(props: Mapping[str, Any]) -> frozenset[str]:
    """The subscriptions a requester can only be in; empty where nothing holds it to any.

    The endpoint id says it by itself; else the guard on subscriptions does, which the approval enforces.

    Raises:
        UnknownValueError: what would say it is not known yet.
    """
    # In preview the id of an endpoint of the same program is never known; the guard may be.
    endpoint = None if is_unknown(props, "privateEndpointId") else props.get("privateEndpointId")
    found = subscriptions_of(endpoint, None if endpoint else props.get("allowedSubscriptionIds"))
    if not found:
        props.get("privateEndpointId")  # Raises if that is what is not known.
    return found


def named(subscriptions: Iterable[str]) -> str:
    """Those of them that look like ids, which are no secrets, for a violation; an empty text if none does."""
    return ", ".join(sorted(one for one in subscriptions if _GUID.fullmatch(one)))
