"""How a write is answered: the status code, the polling headers, and whether there is a body.

A style is written in a few words, `202-aao-location`. By default it follows the type's specification;
a connection may name another one, which is how a scenario plays services that break the rules.

Words after the code: `aao` sends Azure-AsyncOperation, `location` sends Location, `rubbish` sends a Location
that must not be used (L3), `bare` leaves out the body, `polled` finishes later without any header and `sync`
finishes at once. A 201 or 202 finishes later unless it says `sync`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import behaviour

if TYPE_CHECKING:
    from .table import Facts, OperationFacts

_CODES = frozenset({200, 201, 202, 204})
_WORDS = frozenset({"aao", "location", "rubbish", "bare", "polled", "sync"})
_AAO_NAMES = frozenset({"azure-asyncoperation", "azure-async-operation"})


@dataclass(frozen=True, slots=True)
class AnswerStyle:
    """One way to answer a write."""

    code: int
    aao: bool = False
    location: bool = False
    rubbish: bool = False
    body: bool = True
    later: bool = False
    retry_after: bool = False


def parse(text: str) -> AnswerStyle:
    """Reads `202-aao-location`.

    Raises:
        ValueError: not such a text.
    """
    code, *words = text.split("-")
    if not code.isdigit() or int(code) not in _CODES or not set(words) <= _WORDS:
        raise ValueError(
            f"answer {text!r} is not one of 200, 201, 202, 204 followed by any of "
            + ", ".join(f"-{word}" for word in sorted(_WORDS)),
        )
    polled = bool({"aao", "location", "rubbish", "polled"} & set(words)) or code in ("201", "202")
    return AnswerStyle(
        code=int(code),
        aao="aao" in words,
        location="location" in words,
        rubbish="rubbish" in words,
        body="bare" not in words and code != "204",
        later=polled and "sync" not in words,
        retry_after=bool({"aao", "location"} & set(words)),
    )


def approval(facts: Facts, api_version: str, asked: str = "") -> AnswerStyle:
    """How an approval is answered: as the scenario asks, else by the service's habit, else as declared."""
    if asked:
        return parse(asked)
    habits = behaviour.of(facts.type)
    if habits.answer and (not habits.answer_until or api_version[:10] <= habits.answer_until):
        return parse(habits.answer)
    return _declared(facts.operation(behaviour.verb(facts, api_version)), delete=False)


def deletion(facts: Facts, asked: str = "") -> AnswerStyle:
    """How a DELETE is answered, found in the same order."""
    habits = behaviour.of(facts.type)
    if asked or habits.delete_answer:
        return parse(asked or habits.delete_answer)
    style = _declared(facts.delete, delete=True)
    return replace(style, body=habits.delete_body)


def _declared(operation: OperationFacts | None, *, delete: bool) -> AnswerStyle:
    """Takes the asynchronous answer if there is one: it is the harder to follow."""
    if operation is None:
        return AnswerStyle(200)
    code = _code(operation, delete=delete)
    names = {name.lower() for name in operation.headers.get(code, ())}
    aao, location = bool(names & _AAO_NAMES), "location" in names
    return AnswerStyle(
        code=code,
        aao=aao,
        location=location,
        body=code not in operation.without_body,
        later=aao or location or code == 202 or (operation.long_running and not delete),  # noqa: PLR2004 - HTTP
        retry_after="retry-after" in names,
    )


def _code(operation: OperationFacts, *, delete: bool) -> int:
    """A code with declared headers, else 202, else 201 of a long-running PUT, else what an update answers."""
    candidates = [code for code in operation.codes if code in _CODES and not (delete and code == 204)]  # noqa: PLR2004 - HTTP
    headed = [code for code in candidates if _polls(operation.headers.get(code, ()))]
    if headed:
        return headed[-1]
    if 202 in candidates or (operation.long_running and not delete):  # noqa: PLR2004 - HTTP
        return max(candidates)
    return min(candidates)


def _polls(names: tuple[str, ...]) -> bool:
    return any(name.lower() in {*_AAO_NAMES, "location"} for name in names)
