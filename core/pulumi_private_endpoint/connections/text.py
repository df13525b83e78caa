"""Requester-written text, made harmless to show.

The request message and the endpoint's name are written by whoever asks for the
connection. They are data: shown with control characters, terminal escapes and
invisible formatting made visible, bounded in length, never evaluated. What
servers say is treated alike, so it is done where they are spoken to.
"""

from pulumi_private_endpoint.arm.text import SHOWN, STORED, has_control_characters, message, printable

__all__ = ["SHOWN", "STORED", "has_control_characters", "message", "printable"]
