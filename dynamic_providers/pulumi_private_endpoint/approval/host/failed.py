"""What the engine, and so a Pulumi user, gets to see of anything that goes wrong."""

from __future__ import annotations

from pulumi_private_endpoint.arm.text import message


class ApprovalFailed(Exception):
    """The one exception a Pulumi user sees."""

    # The host prints module and name in front of the message; users need neither module nor path.
    __module__ = "builtins"

    def __init__(self, text: str = "") -> None:
        super().__init__(message(text))


def in_words(text: str) -> ApprovalFailed:
    """A failure of which the dynamic host shows these words and nothing before them.

    It shows what Python prints of an exception: "name: text", or the name alone where there is no text. So
    this one has its words for a name. Older hosts format it behind words of their own.
    """
    text = message(text)
    body = {"__module__": "builtins", "__qualname__": text, "__format__": lambda _, __: text}
    failure: ApprovalFailed = type("InWords", (ApprovalFailed,), body)()
    return failure
