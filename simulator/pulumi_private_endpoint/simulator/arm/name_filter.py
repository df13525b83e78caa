"""Event Grid's `$filter`: which names a list shows.

As much of OData as its specification allows: `contains`, `eq`, `ne`, `not`, `and`, `or` and brackets, on the
name alone. Names compare as ARM compares them, without case.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

Test = Callable[[str], bool]

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[a-z]+|[(),])\s*")
# Deeper than anybody's filter, and not as deep as Python's stack.
_MOST_TOKENS = 100


def parse(text: str) -> Test:
    """The test a name must pass.

    Raises:
        ValueError: the text is no such filter; the message says where it stops being one.
    """
    tokens = _tokens(text.casefold())
    passes = _any_of(tokens)
    if tokens:
        raise ValueError(f"'{tokens[0]}' is not expected")
    return lambda name: passes(name.casefold())


def _tokens(text: str) -> deque[str]:
    tokens: deque[str] = deque()
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(tokens) == _MOST_TOKENS:
            raise ValueError(f"it cannot be read from position {at} on")
        tokens.append(match[1])
        at = match.end()
    return tokens


def _any_of(tokens: deque[str]) -> Test:
    tests = [_all_of(tokens)]
    while _took(tokens, "or"):
        tests.append(_all_of(tokens))
    return lambda name: any(test(name) for test in tests)


def _all_of(tokens: deque[str]) -> Test:
    tests = [_one(tokens)]
    while _took(tokens, "and"):
        tests.append(_one(tokens))
    return lambda name: all(test(name) for test in tests)


def _one(tokens: deque[str]) -> Test:
    if _took(tokens, "not"):
        inner = _one(tokens)
        return lambda name: not inner(name)
    if _took(tokens, "("):
        inner = _any_of(tokens)
        _expect(tokens, ")")
        return inner
    return _contains(tokens) if _took(tokens, "contains") else _compares(tokens)


def _contains(tokens: deque[str]) -> Test:
    _expect(tokens, "(", "name", ",")
    part = _quoted(tokens)
    _expect(tokens, ")")
    return lambda name: part in name


def _compares(tokens: deque[str]) -> Test:
    _expect(tokens, "name")
    equal = _took(tokens, "eq")
    if not equal:
        _expect(tokens, "ne")
    wanted = _quoted(tokens)
    return lambda name: (name == wanted) is equal


def _quoted(tokens: deque[str]) -> str:
    token = tokens.popleft() if tokens else ""
    if not token.startswith("'"):
        raise ValueError(f"a text in quotes is expected, not '{token}'")
    return token[1:-1].replace("''", "'")


def _took(tokens: deque[str], word: str) -> bool:
    if not tokens or tokens[0] != word:
        return False
    tokens.popleft()
    return True


def _expect(tokens: deque[str], *words: str) -> None:
    for word in words:
        if not _took(tokens, word):
            raise ValueError(f"'{word}' is expected")
