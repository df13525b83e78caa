"""Exemptions from policies: who is let off which rule, why, until when, and who said so.

They stand in the pack's configuration, or in a file beside the pack: not in the program that wants one. The
same file serves the audit.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.evidence.exemptions import (
    Exemption,
    UnreadableExemptions,
    exemption,
    latest,
    read_exemptions,
)
from pulumi_private_endpoint.evidence.lines import printable, subscript

from .config import WrongConfig
from .pack_folder import in_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from pulumi_private_endpoint.policies.rule import Violation

CONFIG: Mapping[str, Mapping[str, Any]] = {
    "exemptions": {
        "type": "array",
        "items": {"type": "object"},
        "default": [],
        "description": (
            "Who is let off this rule: a list of `resource` (its URN or its name, for an entry of a set with "
            '`["key"]` behind it), `reason`, `until` (its last day, in UTC) and `approvedBy`.'
        ),
    },
    "exemptionsFile": {
        "type": "string",
        "minLength": 1,
        "description": (
            "A file of YAML or JSON with the same, each with its `rule`. Relative to the pack's folder."
        ),
    },
}
"""What every rule takes beside its own settings."""

_URN = "urn:pulumi:"
_KEYED = re.compile(r'(.+?)\[("(?:[^"\\]|\\.)*")\]', re.DOTALL)
_WHY: Mapping[type[ValueError], str] = {UnicodeDecodeError: "it is not UTF-8"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where exemptions are looked for beside a rule's own settings.

    Attributes:
        rules: All rules there are: a file may be for several packs, but not for a rule that nobody has.
        file: The file where a rule's configuration names none.
    """

    rules: frozenset[str]
    file: str | None = None


def exemptions_of(rule: str, config: Mapping[str, Any], source: Source) -> tuple[Exemption, ...]:
    """The exemptions from one rule.

    Raises:
        WrongConfig: One cannot be used; the text has its place.
    """
    try:
        own = _given(rule, json.dumps(config["exemptions"]))
        file = config["exemptionsFile"] or source.file
        return own + (_of_file(in_pack(file), rule, source.rules) if file else ())
    except UnreadableExemptions as error:
        raise WrongConfig(f"{rule}: {error}") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else _WHY.get(type(error), "it is no path")
        raise WrongConfig(f"{rule}: exemptionsFile: {printable(str(file))} cannot be read: {why}") from None


@cache
def _given(rule: str, written: str) -> tuple[Exemption, ...]:
    found = []
    for at, one in enumerate(json.loads(written)):
        place = f"exemptions[{at}]"
        made = exemption({"rule": rule} | one, place)
        if made.rule != rule:
            raise UnreadableExemptions(f"{place}: rule is {made.rule}, which has settings of its own")
        found.append(made)
    return tuple(found)


@cache
def _of_file(path: Path, rule: str, rules: frozenset[str]) -> tuple[Exemption, ...]:
    found = [each for each in _read(path) if not each.of_audit]
    for each in found:
        if each.rule not in rules:
            raise UnreadableExemptions(f"{each.place}: there is no rule {each.rule}")
    return tuple(each for each in found if each.rule == rule)


@cache
def _read(path: Path) -> tuple[Exemption, ...]:
    return tuple(read_exemptions(path.read_text(encoding="utf-8-sig"), path.name))


@dataclass(frozen=True, slots=True)
class Judged:
    """What exemptions leave of a rule's violations.

    Attributes:
        standing: The violations that count.
        over: By violation, the exemption that does not hold any more.
        accepted: The violations that are accepted, each with why.
    """

    standing: tuple[Violation, ...]
    over: Mapping[Violation, Exemption]
    accepted: Mapping[Violation, Exemption]


def judged(
    violations: tuple[Violation, ...], urn: str, exemptions: tuple[Exemption, ...], today: date
) -> Judged:
    """Which violations are accepted today; `urn` is the resource's, of a violation that names none."""
    held = {
        each: found
        for each in violations
        if (found := latest(one for one in exemptions if covers(one, each.urn or urn, each.entry)))
    }
    accepted = {each: one for each, one in held.items() if not one.is_over(today)}
    standing = tuple(each for each in violations if each not in accepted)
    return Judged(standing, {each: held[each] for each in standing if each in held}, accepted)


def covers(one: Exemption, urn: str, entry: str | None = None) -> bool:
    """Whether it is about a resource, or about that entry of a set; it may be over all the same."""
    about, key = _about(one.about)
    return _is(about, urn) and key == entry


def touches(one: Exemption, urn: str) -> bool:
    """Whether it is about a resource, or about any entry of it."""
    return _is(_about(one.about)[0], urn)


def _about(text: str) -> tuple[str, str | None]:
    """A URN or a name, and the key behind it. Who names a resource as an entry is named exempts nothing."""
    found = _KEYED.fullmatch(text)
    try:
        return (found[1], json.loads(found[2])) if found else (text, None)
    except ValueError:
        return text, None


def _is(about: str, urn: str) -> bool:
    return about == (urn if about.startswith(_URN) else called(urn))


def called(urn: str, entry: str | None = None) -> str:
    """A resource's name, with the entry behind it."""
    name = urn.split("::", 3)[-1]  # It may hold colons, too.
    return name if entry is None else f"{name}{subscript(entry)}"


def _stack(urn: str) -> str:
    return "::".join(urn.split("::", 2)[:2])


@dataclass(slots=True)
class Ledger:
    """What one process, which is one run of one pack, has learned of exemptions.

    Attributes:
        known: Those that can be about the stack.
        needed: Those of them that a violation needed, or may need once all is known.
    """

    known: set[Exemption] = field(default_factory=set)
    needed: set[Exemption] = field(default_factory=set)

    def meet(self, exemptions: tuple[Exemption, ...], urn: str) -> None:
        """Learn of those that can be about the stack of a resource: by its URN, or by any name."""
        stack = _stack(urn)
        self.known.update(
            each for each in exemptions if not each.about.startswith(_URN) or _stack(each.about) == stack
        )

    def unused(self) -> list[Exemption]:
        """Those that are about nothing."""
        return sorted(self.known - self.needed, key=lambda each: (each.rule, each.about, each.until))
