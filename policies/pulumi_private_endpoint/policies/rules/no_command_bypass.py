"""No shell command decides on connections behind the back of every other rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import native
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMANDS = ("create", "update", "delete")
_SCRIPTS = ("scriptContent", "primaryScriptUri")
_RUN: Mapping[str, tuple[str, ...]] = {
    "command:local:Command": _COMMANDS,
    "command:remote:Command": _COMMANDS,
    "resources:AzureCliScript": _SCRIPTS,
    "resources:AzurePowerShellScript": _SCRIPTS,
}
"""Per type, the properties that are run."""
_RUN_WITH = ("arguments", "stdin", "environment", "environmentVariables")

# Between two words of a command there may be quotes and line continuations, and options with their values.
_BLANK = r"""[\s"'\\`,]+"""
_WORD = r"""[^\s"'\\`,;&|-][^\s"'\\`,;&|]*"""
_OPTION = rf"""-[^\s"'\\`,;&|]+ (?: \s*"[^"]*" | \s*'[^']*' | {_BLANK} {_WORD} )?"""
_GAP = rf"(?: {_BLANK} {_OPTION} ){{0,5}} {_BLANK}"
_VERBOSE = re.IGNORECASE | re.VERBOSE
_DECIDING = re.compile(
    rf"""
      private-endpoint-connection {_GAP} (approve | reject | delete) \b
    | private-endpoint-connection {_BLANK} \$
    | private-link-service {_GAP} connection {_GAP} (update | delete)
    | (Approve | Deny | Set | Remove) -AzPrivateEndpointConnection
    """,  # noqa: S608 - a pattern, not SQL.
    _VERBOSE,
)
"""Commands that need nothing else beside them."""
_ON_RESOURCES = re.compile(
    rf"""
      \b az {_GAP} resource {_GAP} (update | create | delete | invoke-action) \b
    | (Set | New | Remove | Invoke) -AzResource\w* \b
    """,
    _VERBOSE,
)
"""Commands for whatever path comes after them."""
_WRITING = re.compile(r"(?: \b | -\w*[Xm] ) (?: PUT | PATCH | DELETE ) \b", _VERBOSE)
_CURL = re.compile(r"\b curl \b", _VERBOSE)
_UPLOADING = re.compile(r"(?: (?-i:-T) | --upload-file ) \b", _VERBOSE)  # Which curl sends as a PUT.
_PATH = re.compile("privateEndpointConnections(/?)", re.IGNORECASE)


def _decides(text: str) -> bool:
    """Whether it names a command that decides on a connection.

    Each pattern is looked for once: one that reached from a word to another far behind it would take the
    square of the text's length.
    """
    paths = list(_PATH.finditer(text))
    return (
        _DECIDING.search(text) is not None
        or (bool(paths) and _ON_RESOURCES.search(text, 0, paths[-1].start()) is not None)
        or _writes(text, [path.start() for path in paths if path[1]])
    )


def _writes(text: str, below: list[int]) -> bool:
    """Whether it writes to what is below one of the paths; the method may stand anywhere."""
    if not below:
        return False
    curl = _CURL.search(text, 0, below[-1])
    uploads = curl is not None and _UPLOADING.search(text, curl.end()) is not None
    return uploads or _WRITING.search(text) is not None


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each command that decides on a connection, read with all that it is run with."""
    given = frozenset(case.props)

    def one(name: str) -> Iterator[Violation]:
        unknown: list[UnknownValueError] = []
        parts = [part for part in ("interpreter", name, *_RUN_WITH) if part in given]
        texts = [text for part in parts for text in _texts(case.props, part, unknown)]
        if _decides("\n".join(texts)):
            yield Violation(f"The command in {name} decides on a private endpoint connection.")
        if unknown:
            raise unknown[0]

    # An interpreter runs nothing without a command, but the next change may bring one.
    return each([name for name in _RUN[_kind(case)] if name in given] or ["interpreter"], one)


def _texts(bag: Any, key: Any, unknown: list[UnknownValueError]) -> Iterator[str]:
    """Every text at or below a key of a mapping or a list; what is not known yet goes to `unknown`."""
    try:
        value = bag[key]
    except UnknownValueError as error:
        unknown.append(error)
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, Sequence)):
        for inner in value if isinstance(value, Mapping) else range(len(value)):
            yield from _texts(value, inner, unknown)


def _kind(case: Case) -> str:
    return native(case.type) or case.type


RULE = Rule(
    id="no-command-bypass",
    display_name="No decisions by commands",
    description="No command approves, rejects or removes a private endpoint connection.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    controls=controls.BYPASSES,
    applies_to=(
        "`command:local:Command`, `command:remote:Command`, azure-native `resources:AzureCliScript` and "
        "`resources:AzurePowerShellScript`; a script that is only referred to by its path is not read, "
        "nor is a command recognised that is put together while it runs"
    ),
    why="A command is not previewed, not kept from drifting, and seen by none of the other rules.",
    fix="Use PrivateEndpointApproval.",
    applies=lambda case: _kind(case) in _RUN,
    judge=_judge,
)
