"""The rules of the audit, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import connections, surroundings
from .finding import Finding, Level, Rule

if TYPE_CHECKING:
    from .estate import Estate

RULES = (
    Rule(
        "A01",
        Level.MEDIUM,
        "A request waits for a decision",
        "Somebody waits, or somebody tries. A request that nobody answers is let in by the next script that "
        "approves whatever is pending.",
        "Approve it by its endpoint's id, or reject it.",
        connections.pending,
    ),
    Rule(
        "A02",
        Level.HIGH,
        "A requester in a foreign subscription",
        "Its network reaches your resource, and its owner is not you.",
        "Reject it, or name the subscription as trusted (`--trusted-subscription`) if it is meant.",
        connections.foreign,
    ),
    Rule(
        "A03",
        Level.HIGH,
        "A requester in a foreign tenant",
        "Its network reaches your resource, and another organisation owns it.",
        "Reject it, or name the tenant as trusted (`--trusted-tenant`) if it is meant.",
        connections.foreign_tenant,
    ),
    Rule(
        "A04",
        Level.MEDIUM,
        "A requester managed by Microsoft",
        "A service of Microsoft's asks, and it makes endpoints for all of its customers there: this may be "
        "another one's.",
        "Compare the endpoint's id or the request's message with what your own service says of itself.",
        connections.microsofts,
    ),
    Rule(
        "A05",
        Level.HIGH,
        "A hidden requester",
        "Nobody can say whose network it is.",
        "Reject it, or ask for the request again from an endpoint that shows itself.",
        connections.hidden,
    ),
    Rule(
        "A06",
        Level.MEDIUM,
        "Approved without a reason",
        "Nobody dares to remove it, and nobody can tell it from a mistake.",
        "Write who connects and why into the approval's description.",
        connections.unreasoned,
    ),
    Rule(
        "A07",
        Level.HIGH,
        "Approved, and in no code",
        "It was let in past the review that code goes through.",
        "Declare it (`private-endpoint adopt` writes the program), or reject it.",
        connections.shadow,
    ),
    Rule(
        "A08",
        Level.HIGH,
        "Not as the state says",
        "Somebody changed it beside the code.",
        "Run `pulumi refresh`, and decide which of the two is meant.",
        connections.drifted,
    ),
    Rule(
        "A09",
        Level.LOW,
        "A leftover",
        "It lets nobody in, but every list has it.",
        "Delete the connection, or let its requester delete the endpoint.",
        connections.leftover,
    ),
    Rule(
        "A10",
        Level.LOW,
        "A requester whose subscription is gone",
        "Nobody is at the other end, and nobody will take the connection away.",
        "Delete the connection.",
        connections.abandoned,
    ),
    Rule(
        "A11",
        Level.LOW,
        "Let in twice",
        "Rejecting one of the two leaves the way open.",
        "Reject one of the two.",
        connections.twice,
    ),
    Rule(
        "A12",
        Level.MEDIUM,
        "Its day of review is past",
        "Whoever approved it wanted it looked at again.",
        "Look at it, then set a new day in its description, or reject it.",
        connections.overdue,
    ),
    Rule(
        "A13",
        Level.MEDIUM,
        "The public way is open, too",
        "Whom the private connection keeps to a network can come by the Internet as well.",
        "Set the resource's `publicNetworkAccess` to `Disabled`, once nobody needs it any more.",
        surroundings.public,
    ),
    Rule(
        "A14",
        Level.CRITICAL,
        "A private link service for everybody, or without a decision",
        "Whoever has its alias can ask, or is let in with nobody asked.",
        "Name the subscriptions that may ask in `visibility`, and empty `autoApproval`.",
        surroundings.open_services,
    ),
    Rule(
        "A15",
        Level.HIGH,
        "A way out to somebody else's resource",
        "Whatever is in that network can send its data there, past every firewall of yours.",
        "Delete the endpoint, or name the subscription or tenant as trusted if it is meant.",
        surroundings.ways_out,
    ),
    Rule(
        "A16",
        Level.MEDIUM,
        "Who may approve on very much",
        "One approval by whoever holds this, or by a pipeline that was taken over, opens any resource below.",
        "Give a role with the rights to approve alone, on the resource or its group.",
        surroundings.broad_roles,
    ),
)
BY_ID = {rule.id: rule for rule in RULES}


def findings(estate: Estate, least: Level = Level.LOW) -> list[Finding]:
    """All that is found of that level and above: what matters most first, then by connection."""
    rules = [rule for rule in RULES if rule.level >= least]
    found = [Finding(rule, *said) for rule in rules for said in rule.judge(estate)]
    return sorted(found, key=lambda each: (-each.rule.level, each.rule.id, str(each.about.id).casefold()))
