"""Text from outside, made safe to show: bounded first, without secrets, without what acts or hides.

Every way out passes here: errors, progress, notes, warnings, the trace, the state. Texts are cut before
anything is looked for in them, and every pattern takes time in proportion to what is left.
"""

from __future__ import annotations

import re

STORED = 4096
"""Characters of a text kept in state; more than any service is known to take."""

SHOWN = 160
"""Characters of a text shown in a message; request messages have 140 (E9)."""

_LINE = 2000
_LONGEST_LINE = 4000
_MOST_LINES = 500
_MOST = 100_000
_MARGIN = 6000  # read beyond what is shown, so that a secret is seen whole before the text is cut

# Listed, not looked up: what Python knows of Unicode differs from version to version. Assigned or not, a
# character that is none of these is shown.
_HIDDEN = (
    r"\x00-\x1f\x7f-\x9f"  # controls
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # text that runs backwards
    r"\u2028\u2029"  # ends of lines and paragraphs
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    r"\ufff0-\ufffb\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # without a picture
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags
    r"\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # half a character, nobody's characters
    r"\ufdd0-\ufdef\ufffe\uffff" + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 15))
)
_JOINERS = r"\u200c\u200d"
_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Persian, the languages of India, Mongolian and emoji need joiners and selectors: one, behind a letter or a
# picture that can be seen. Anywhere else they only hide.
_SEEN = rf"[^\x00-\x7f{_HIDDEN}{_JOINERS}{_SELECTORS}]"
_SELECTABLE = rf"[^\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7f{_HIDDEN}{_JOINERS}{_SELECTORS}]"  # also 0-9 # *
_UNSAFE = re.compile(
    rf"[{_HIDDEN}]|(?<!{_SELECTABLE})[{_SELECTORS}]|(?<!{_SEEN})(?<!{_SELECTABLE}[{_SELECTORS}])[{_JOINERS}]"
)

_REMOVED = "[removed]"
_JWT = re.compile(r"(?<![A-Za-z0-9])eyJ[\w.~+/=-]{5,}")
_BEARER = re.compile(r"(?<=bearer)([\s:=\"']+)([\w.~+/=-]{8,})", re.IGNORECASE)
_LONG_WORD = 20
# A polling URL's query works like a credential (L24), and the URL may be relative (L29).
_QUERY = re.compile(r"[?#][^\s'\"<>?#=]*=[^\s'\"<>]*")
_NAMED = re.compile(
    r"\b((?:access_|refresh_|id_)?token|assertion|client_assertion|client_secret|password|pwd|secret|sig|"
    r"signature|(?:account|sharedaccess|api)key)(=|[\"']: ?[\"'])[^\s'\"<>;,&]+",
    re.IGNORECASE,
)
_SHORTEST_SECRET = 8
_MOST_SECRETS = 32
_TELLING = 16  # characters by which a secret that was cut is still known
_MARKUP = re.compile(r"<[^<>]*>")


class _Secrets:
    """What was sent and must not come back into view; the last few of it."""

    def __init__(self) -> None:
        self._kept: dict[str, re.Pattern[str]] = {}

    def keep(self, secret: str) -> None:
        if len(secret) < _SHORTEST_SECRET or secret in self._kept:
            return
        whole, begun = re.escape(secret), re.escape(secret[:_TELLING])
        newest = dict(list(self._kept.items())[1 - _MOST_SECRETS :])
        self._kept = newest | {secret: re.compile(rf"{whole}|{begun}[\w.~+/=-]*")}

    def without(self, text: str) -> str:
        for secret, pattern in self._kept.items():
            if secret[:_TELLING] in text:
                text = pattern.sub(_REMOVED, text)
        return text


_SECRETS = _Secrets()


def keep_secret(secret: str) -> None:
    """From now on this text, and what begins like it, is shown nowhere: an answer may repeat its request."""
    _SECRETS.keep(secret)


def has_control_characters(text: str) -> bool:
    """Whether a text holds a character that could act on a terminal or hide."""
    return _UNSAFE.search(text) is not None


def printable(text: str, limit: int = SHOWN) -> str:
    """The text with unsafe characters escaped; never more than `limit` characters, and the same again."""
    text = _SECRETS.without(text[: limit + _MARGIN])
    # Most texts are plain; a report of 20,000 connections has half a million of them.
    escaped = text if text.isascii() and text.isprintable() else _UNSAFE.sub(_escaped, text)
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"


def one_line(text: str, limit: int = _LINE) -> str:
    """What a server says, as one line: shortened, with markup, query strings and tokens cut out."""
    text = _SECRETS.without(_beginning(text, limit))
    text = _JWT.sub(_REMOVED, _BEARER.sub(_token_removed, _QUERY.sub("", text)))
    text = _NAMED.sub(rf"\1\2{_REMOVED}", text)
    return " ".join(_UNSAFE.sub(" ", text).split())[:limit]


def without_markup(text: str) -> str:
    """The words of a page."""
    return _MARKUP.sub(" ", text[: _LINE + _MARGIN])


def message(text: str) -> str:
    """A whole message of one or more lines, each safe to show; what is too long says so."""
    lines = text[:_MOST].split("\n")
    shown = [printable(line, _LONGEST_LINE) for line in lines[:_MOST_LINES]]
    more = text.count("\n") + 1 - len(shown)
    return "\n".join([*shown, f"  and {more:,} more lines"] if more else shown)


def _beginning(text: str, limit: int) -> str:
    """Enough of a text to show so much of it; half a secret at the end would not be known for one."""
    most = limit + _MARGIN
    if len(text) <= most:
        return text
    start = max(text.rfind(gap, limit, most) for gap in " \t\n")
    return text[: most if start < 0 else start]


def _token_removed(found: re.Match[str]) -> str:
    gap, word = found.groups()
    is_word = word.isalpha() and len(word) < _LONG_WORD
    return found[0] if is_word else f"{gap}{_REMOVED}"


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
