"""Texts that a requester may write to whoever reads a report in a browser."""

from __future__ import annotations

TEXTS = (
    "<script>window.owned=1</script>",
    "</script><script>window.owned=1</script>",
    "</td></tr></table><img src=x onerror=window.owned=1>",
    '" onmouseover="window.owned=1" x="',
    "' autofocus onfocus='window.owned=1",
    "<!-- <![CDATA[ ]]> --> &lt;b&gt; &amp;",
    "<svg/onload=window.owned=1><style>*{display:none}</style>",
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "javascript:window.owned=1",
    "\x1b[2J\u202egnp.exe \u2066\u200b\x00 \ud800",
    "\u05d0\u05d1 \u4f60\u597d \U0001f600 e\u0301 \u0130",
    "=cmd|' /C calc'!A0 -- `rm -rf` \\",
    " two  spaces ",
    "x" * 5000,
)
HOSTILE = " ".join(TEXTS[:-1])
