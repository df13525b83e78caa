"""Whose a requester's subscription is, as far as that is known: Azure shows no tenant on a connection.

A policy asks nobody unless it is told to. What it is told beforehand is the configuration's own table, and
the JSON of an audit, which has asked.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.inventory.tenants import UnreadableAudit, ask_tenants, tenants_in

from .config import GUID, WrongConfig
from .pack_folder import in_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG: Mapping[str, Mapping[str, Any]] = {
    "knownTenants": {
        "type": "object",
        "propertyNames": {"type": "string", "pattern": GUID},
        "additionalProperties": {"type": "string", "minLength": 1},
        "default": {},
        "description": "The tenant of each subscription that may ask, by the subscription's id.",
    },
    "auditFile": {
        "type": "string",
        "minLength": 1,
        "description": (
            "The JSON of `private-endpoint audit`, which knows the tenants of its scope's subscriptions and "
            "of requesters in others; of single targets not their own. Relative to the pack's folder."
        ),
    },
    "askAzure": {
        "type": "boolean",
        "default": False,
        "description": (
            "Whether ARM is asked for the tenant of a subscription that is not known otherwise: once each, "
            "signed in as the program is. Nothing is asked by default."
        ),
    },
}

# That is an answer of the tenant that is signed in to, which may be asked for others' by delegation, too.
_FORBIDDEN = "who is signed in may not read it, and needs Reader there, or its tenant in `knownTenants`"


@dataclass(frozen=True, slots=True)
class Whose:
    """A subscription's tenant in lower case, or None and why nobody knows it."""

    tenant: str | None
    why: str = ""


def tenant_of(subscription: str, config: Mapping[str, Any], rule: str) -> Whose:
    """The tenant of a subscription.

    Raises:
        WrongConfig: The audit's file cannot be used.
    """
    known = {key.lower(): tenant.lower() for key, tenant in config["knownTenants"].items()}
    if config["auditFile"]:
        known = {**_audited(in_pack(config["auditFile"]), rule), **known}
    if subscription not in known and config["askAzure"] and re.fullmatch(GUID, subscription):
        return _asked(subscription)
    return Whose(known.get(subscription))


@cache
def _audited(path: Path, rule: str) -> Mapping[str, str]:
    try:
        return tenants_in(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError, UnreadableAudit) as error:
        why = str(error) if isinstance(error, UnreadableAudit) else "cannot be read as JSON"
        raise WrongConfig(f"{rule}: auditFile: {path.name} {why}") from None


@cache
def _asked(subscription: str) -> Whose:
    answer = ask_tenants([subscription], os.environ)
    if subscription in answer.gone:
        return Whose(None, "it is in no tenant any more")
    why = answer.unknown.get(subscription, _FORBIDDEN)
    return Whose(answer.tenants.get(subscription) or answer.read.get(subscription), why.splitlines()[0])
