"""What to do about the refusals that waiting does not mend (E20-E25).

ARM's messages say who was refused what, in long sentences. This module picks out the one thing to change:
the missing action and its scope, the lock, the policy assignment, the provider to register.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulumi_private_endpoint.arm.answers.error_body import ServiceError

_DENIED = re.compile(
    r"does not have (?:authorization|permission) to perform action(?:\(s\))? '([^']+)' "
    r"(?:over|on)(?: the)?(?: linked)? scope(?:\(s\))? '([^']+)'",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"locked: '([^']+)'", re.IGNORECASE)
_NAMESPACE = re.compile(r"namespace '([\w.]+)'", re.IGNORECASE)
_VERSIONS = re.compile(r"supported api-versions are '([^']+)'", re.IGNORECASE)
_LONGEST_NAME = 300


def advise(status: int, error: ServiceError) -> str:
    """One sentence on what to change, or nothing if the answer suggests nothing."""
    # 401 with a policy's code is the demand for multi-factor authentication (E20), not a policy of yours.
    if status != HTTPStatus.UNAUTHORIZED:
        for part in error.flat():
            rule = _BY_CODE.get(part.code.lower())
            if rule is not None:
                return rule(error)
    return _BY_STATUS.get(status, "")


def _missing_role(error: ServiceError) -> str:
    found = _DENIED.search(str(error))
    if found is None:
        return "Grant the signed-in identity the right that ARM names below."
    action, scope = found.groups()
    return f"Grant the signed-in identity {action} on {scope} (a fresh role assignment takes some minutes)."


def _lock(error: ServiceError) -> str:
    found = _LOCKED.search(str(error))
    return f"Remove the lock on {found[1] if found else 'the resource or above it'}, then run again."


def _registration(error: ServiceError) -> str:
    found = _NAMESPACE.search(str(error))
    return f"Register the provider once: az provider register -n {found[1] if found else '<namespace>'}."


def _version(error: ServiceError) -> str:
    found = _VERSIONS.search(str(error))
    return (
        f"Use another api-version; the newest here is {_newest(found[1])}."
        if found
        else ("Use an api-version that the resource type supports.")
    )


def _newest(versions: str) -> str:
    """The newest stable version; a preview only where there is nothing else."""
    return max((word.strip() for word in versions.split(",")), key=lambda word: ("preview" not in word, word))


def _policy(error: ServiceError) -> str:
    violations = list(_violations(error))
    names = sorted({name for violation in violations if (name := _assignment(violation))})
    named = f"Azure Policy forbids it: {', '.join(names)}." if names else "An Azure Policy forbids it."
    if any(find_property(violation, "missingPolicyTokenDetails") is not None for violation in violations):
        return f"{named} The policy asks for an external evaluation, which this client does not carry out."
    return f"{named} Change the request or ask for an exemption."


def _violations(error: ServiceError) -> Iterator[object]:
    for part in error.flat():
        for item in part.info:
            if _text(item, "type").lower() == "policyviolation":
                yield find_property(item, "info")


def _assignment(violation: object) -> str:
    name = _text(violation, "policyAssignmentDisplayName") or _text(violation, "policyAssignmentName")
    where = _text(violation, "policyAssignmentId")
    # The display name is free text.
    return one_line(f"{name} ({where})" if name and where else name or where, _LONGEST_NAME)


def _text(found: object, key: str) -> str:
    value = find_property(found, key)
    return value if isinstance(value, str) else ""


def _sentence(text: str) -> Callable[[ServiceError], str]:
    return lambda _error: text


_BY_CODE: dict[str, Callable[[ServiceError], str]] = {
    "authorizationfailed": _missing_role,
    "linkedauthorizationfailed": _missing_role,
    "scopelocked": _lock,
    "missingsubscriptionregistration": _registration,
    "noregisteredproviderfound": _version,
    "invalidapiversionparameter": _version,
    "invalidresourcetype": _sentence("Check the resource type and the api-version."),
    "requestdisallowedbypolicy": _policy,
    "subscriptionnotfound": _sentence("Check the subscription id and the tenant you are signed in to."),
    "resourcenotfound": _sentence("Check the id: there is no such resource."),
    "resourcegroupnotfound": _sentence("Check the resource group's name and the subscription."),
    "parentresourcenotfound": _sentence("Check the id: the resource it belongs to does not exist."),
    "invalidauthenticationtokentenant": _sentence("Sign in to the tenant that owns the subscription."),
}
_BY_STATUS = {
    307: "ARM answered with a redirect, which is not followed; check the ARM endpoint.",
    308: "ARM answered with a redirect, which is not followed; check the ARM endpoint.",
    401: "Check identity and tenant; a person signs in again (az login, perhaps with "
    "multi-factor authentication).",
    429: "ARM or the service limits the rate of requests; run again later or change less at once.",
}
