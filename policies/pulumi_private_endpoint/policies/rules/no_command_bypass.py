"""No shell command decides on connections behind the back of every other rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies.resource_types import native
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMMAND = ("create", "update", "delete", "stdin")
_SCRIPT = ("scriptContent", "arguments")
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "command:local:Command": _COMMAND,
    "command:remote:Command": _COMMAND,
    "resources:AzureCliScript": _SCRIPT,
    "resources:AzurePowerShellScript": _SCRIPT,
}

# Between two words of a command there may be quotes and line continuations.
_GAP = r"""[\s"'\\`,]+"""
_DECIDING = re.compile(
    rf"""
      private-endpoint-connection {_GAP} (approve | reject | delete)
    | private-link-service {_GAP} connection {_GAP} (update | delete)
    | (Approve | Deny | Set | Remove) -AzPrivateEndpointConnection
    | \b az {_GAP} resource {_GAP} (update | create | delete | invoke-action) \b .* privateEndpointConnections
    | (Set | New | Remove | Invoke) -AzResource\w* \b .* privateEndpointConnections
    | privateEndpointConnections / (?= .* \b (PUT | PATCH | DELETE) \b)
    | \b (PUT | PATCH | DELETE) \b .* privateEndpointConnections /
    """,  # noqa: S608 - a pattern, not SQL.
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def judge(case: Case) -> Iterator[Violation]:
    """A violation for each property with a command that decides on a connection."""

    def one(name: str) -> Iterator[Violation]:
        if _DECIDING.search(case.props.get(name) or ""):
            yield Violation(f"The command in {name} decides on a private endpoint connection.")

    return each(_TEXTS[_kind(case)], one)


def _kind(case: Case) -> str:
    return native(case.type) or case.type


RULE = Rule(
    id="no-command-bypass",
    description="No command approves, rejects or removes a private endpoint connection.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    applies_to=(
        "`command:local:Command`, `command:remote:Command`, azure-native `resources:AzureCliScript` and "
        "`resources:AzurePowerShellScript`; a script that is only referred to by its path is not read"
    ),
    why="A command is not previewed, not kept from drifting, and seen by none of the other rules.",
    fix="Use PrivateEndpointApproval.",
    applies=lambda case: _kind(case) in _TEXTS,
    judge=judge,
)
