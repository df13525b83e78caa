"""The picture on the home page: the tutorial's preview and approval, as the real engine printed them.

    python -m tools.site.recording       # run it, against the simulator, and draw it anew

`recorded.txt` is what was printed, without what only a terminal that redraws itself needs; the picture is
drawn from that alone. A test runs the tutorial and compares.
"""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulumi_private_endpoint.simulator import load, running
from tools.site.tutorial import CHECKOUT, NAME, copied
from tools.toolchain.scratch import environment
from tools.toolchain.stack import Stack

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator import Running

RECORDED = Path(__file__).with_name("recorded.txt")
PICTURE = CHECKOUT / "docs" / "images" / "recorded.svg"
COLUMNS = 104
_PULSE = re.compile(r"^(\x1b\[[\d;]*m)*@ ")
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# They come from a content delivery network; a reader's own typewriter face will do.
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_SECONDS = re.compile(r"\(\d+s\)|\d+s$|\d+ polls?", re.MULTILINE)


def main() -> None:
    """Run, keep and draw."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = copied(Path(scratch) / "shop-approvals")
        with running(load(folder / "scenario.toml")) as azure:
            RECORDED.write_text(record(stack_of(folder, azure, environment(Path(scratch)))), encoding="utf-8")
    PICTURE.write_text(drawn(RECORDED.read_text(encoding="utf-8")), encoding="utf-8")


def stack_of(folder: Path, azure: Running, variables: dict[str, str]) -> Stack:
    """The tutorial's stack, as a terminal would show it."""
    own = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url, "PULUMI_BACKEND_URL": f"file://{folder}"}
    stack = Stack(folder, variables | own, NAME, colour="always")
    stack.create()
    return stack


def record(stack: Stack) -> str:
    """What a preview and an approval print."""
    preview = _kept(stack.preview().output)
    approval = _kept(stack.up().output)
    return "\n".join(["$ pulumi preview", *preview, "", "$ pulumi up", *approval, ""])


def _kept(output: str) -> list[str]:
    """Each line once, but for the engine's pulse and the stack's own lines in its tree that say nothing."""
    lines = (line.rstrip() for line in output.splitlines())
    return [line for line in lines if not _PULSE.match(line) and _says_something(COLOUR.sub("", line))]


def _says_something(line: str) -> bool:
    tree = re.match(r" [+~ ] +pulumi:pulumi:Stack \S+ \w+(?: \(\d+s\))? ?(.*)", line)
    if tree:
        # The preview says it again under Diagnostics, whole.
        return bool(tree[1]) and "would send" not in tree[1] and not re.match(r"\d+ messages?$", tree[1])
    return bool(line) and not line.startswith("Duration")


def plain(text: str) -> str:
    """Without colours, and without what differs from run to run."""
    return _SECONDS.sub("…", COLOUR.sub("", text))


def drawn(text: str) -> str:
    """The picture of a recording."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True)
    for line in text.splitlines():
        console.print(Text.from_ansi(line, style="bold" if line.startswith("$ ") else ""), soft_wrap=False)
    svg = console.export_svg(title="pulumi", unique_id="recorded")
    return _FONTS.sub("", svg)


if __name__ == "__main__":
    main()
