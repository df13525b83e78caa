"""Who connects to what, as a picture: requesters on the left, targets on the right, a line for each kind.

Pure: boxes and lines with their places, which a template draws. What strikes comes first on both sides; what
does not fit is folded into one box that says how many it stands for, so that a line is lost nowhere.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pulumi_private_endpoint.connections.model import APPROVED, PENDING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_private_endpoint.audit.estate import Estate
    from pulumi_private_endpoint.connections.model import Connection

OWN, FOREIGN, HIDDEN = "own", "foreign", "hidden"
MOST_BOXES = 18
WIDTH, BOX, HEIGHT, GAP, HEAD = 1000, 330, 40, 8, 26
_ORDER = {FOREIGN: 0, HIDDEN: 1, OWN: 2}
PENDING_LINE = "pending"
_STATES = {APPROVED: "approved", PENDING: PENDING_LINE}
_ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Box:
    """One side of lines. `above` is the heading that begins with it."""

    x: int
    y: int
    name: str
    note: str
    who: str
    above: str | None = None

    @property
    def middle(self) -> float:
        """Where lines meet it."""
        return self.y + HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Line:
    """All connections of one kind between two boxes. `who` and `state` are how it is drawn."""

    path: str
    width: float
    who: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it; `height` is what it takes."""

    left: Sequence[Box]
    right: Sequence[Box]
    lines: Sequence[Line]
    height: int


@dataclass(frozen=True, slots=True)
class _End:
    """What a box stands for, before it has a place."""

    name: str
    id: str
    who: str
    group: str = ""
    folded: bool = False


class _Kind(NamedTuple):
    """What is one line."""

    left: _End
    right: _End
    state: str
    who: str


def who(estate: Estate, connection: Connection) -> str:
    """Whose a requester is."""
    if connection.private_endpoint_id is None:
        return HIDDEN
    return FOREIGN if estate.is_foreign(connection) else OWN


def draw(estate: Estate) -> Picture:
    """The picture of an estate."""
    told = [(_requester(estate, one), _target(one), _state(one)) for one in estate.connections]
    strikes = [left.who != OWN or state == PENDING_LINE for left, _, state in told]
    lefts = _folded(_weights([one[0] for one in told], strikes), "subscriptions", "waiting")
    rights = _folded(_weights([one[1] for one in told], strikes), "targets", "foreign or waiting")
    counted = Counter(_Kind(lefts[left], rights[right], state, left.who) for left, right, state in told)
    totals = _totals(counted)
    left = _placed(sorted({kind.left for kind in counted}, key=_by_group), 0, totals)
    ranks = _ranks(list(left), counted)
    by_rank = sorted(ranks, key=lambda end: (ranks[end], end.name, end.id))
    right = _placed(by_rank, WIDTH - BOX, totals)
    lines = [_line(left[kind.left], right[kind.right], kind, count) for kind, count in counted.items()]
    # What strikes is drawn last, above the rest.
    lines.sort(key=lambda line: (line.who == FOREIGN, line.state == PENDING_LINE, line.who == HIDDEN))
    boxes = [*left.values(), *right.values()]
    height = max((box.y for box in boxes), default=0) + HEIGHT + GAP
    return Picture(list(left.values()), list(right.values()), lines, height)


def _requester(estate: Estate, connection: Connection) -> _End:
    kind = who(estate, connection)
    if kind == HIDDEN:
        return _End("Hidden by Azure", "", kind, "Nobody can say who")
    tenant = estate.tenant_of(connection)
    name = connection.requester_subscription_id or ""
    if kind == OWN:
        return _End(name, "", kind, f"Tenant {tenant} (trusted)" if tenant else "Own subscriptions")
    return _End(name, "", kind, f"Tenant {tenant} (foreign)" if tenant else "Foreign subscriptions")


def _target(connection: Connection) -> _End:
    return _End(connection.target.name, str(connection.target), OWN)


def _state(connection: Connection) -> str:
    return _STATES.get(connection.status, _ENDED)


def _by_group(end: _End) -> tuple[int, str, bool, str]:
    return _ORDER[end.who], end.group, end.folded, end.name


def _totals(counted: Counter[_Kind]) -> Counter[_End]:
    """The connections of each end; a requester's is never a target's, which has no group."""
    totals: Counter[_End] = Counter()
    for kind, count in counted.items():
        totals[kind.left] += count
        totals[kind.right] += count
    return totals


def _weights(ends: Sequence[_End], strikes: Sequence[bool]) -> dict[_End, tuple[int, int]]:
    """For each end how many of its connections strike, and how many there are."""
    striking = Counter(end for end, strike in zip(ends, strikes, strict=True) if strike)
    every = Counter(ends)
    return {end: (striking[end], every[end]) for end in every}


def _folded(weights: Mapping[_End, tuple[int, int]], word: str, striking: str) -> dict[_End, _End]:
    """Each end, or the one that stands for it and others; `striking` is what does, of those that are own."""
    by_weight = sorted(weights, key=lambda end: (tuple(-n for n in weights[end]), end.name))
    if len(by_weight) <= MOST_BOXES:
        return {end: end for end in by_weight}
    kept, rest = by_weight[: MOST_BOXES - 2], by_weight[MOST_BOXES - 2 :]
    alike: defaultdict[tuple[str, bool], list[_End]] = defaultdict(list)
    for end in rest:
        alike[end.who, weights[end][0] > 0].append(end)
    folded = {end: end for end in kept}
    for (kind, strikes), ends in alike.items():
        how = kind if kind != OWN else striking if strikes else ""
        name = f"{len(ends):,} more {word}{how and ', '}{how}"
        folded |= dict.fromkeys(ends, _End(name, "", kind, _group_of(ends), folded=True))
    return folded


def _group_of(ends: Sequence[_End]) -> str:
    groups = {end.group for end in ends}
    return groups.pop() if len(groups) == 1 else "Several tenants"


def _ranks(lefts: Sequence[_End], counted: Counter[_Kind]) -> dict[_End, float]:
    """How far down a target's requesters are: near them, its lines cross fewer others."""
    place = {end: number for number, end in enumerate(lefts)}
    met: defaultdict[_End, list[int]] = defaultdict(list)
    for kind in counted:
        met[kind.right].append(place[kind.left])
    return {end: sum(places) / len(places) for end, places in met.items()}


def _placed(ends: Sequence[_End], x: int, totals: Counter[_End]) -> dict[_End, Box]:
    y, group, boxes = GAP, "", {}
    for end in ends:
        above = end.group if end.group != group else None
        group = end.group
        y += HEAD if above else 0
        boxes[end] = Box(x, y, end.name, _note(end, totals[end]), end.who, above)
        y += HEIGHT + GAP
    return boxes


def _note(end: _End, count: int) -> str:
    note = f"{count:,} connection{'' if count == 1 else 's'}"
    return f"{note} \u00b7 {_type(end)}" if _type(end) else note


def _type(end: _End) -> str:
    _, found, rest = end.id.rpartition("/providers/")
    return "/".join(rest.split("/")[:2]) if found else ""


def _line(left: Box, right: Box, kind: _Kind, count: int) -> Line:
    shift = {PENDING_LINE: -6, _ENDED: 6}.get(kind.state, 0)
    start, end = left.middle + shift, right.middle + shift
    third = (WIDTH - 2 * BOX) / 2
    from_, to = BOX, WIDTH - BOX
    path = f"M{from_} {start:g}C{from_ + third:g} {start:g} {to - third:g} {end:g} {to} {end:g}"
    title = f"{left.name} to {right.name}: {count:,} {kind.state}"
    return Line(path, round(1.5 + 0.6 * math.log2(count), 1), kind.who, kind.state, title)
