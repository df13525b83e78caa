"""`Nonce`, call by call: a random text that is made once, by which components recognise a request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from pulumi_private_endpoint.plugin.values import NOT_KNOWN

from .answers import Checked, Difference, Found, Props

if TYPE_CHECKING:
    from pulumi_private_endpoint.plugin.values import Secrets

    from .call import Call

TOKEN = "private-endpoint:index:Nonce"  # noqa: S105 - a Pulumi type


def check(_call: Call, _olds: Props, news: Props, _secrets: Secrets) -> Checked:
    """There is nothing to give."""
    return Checked({}, [f"{name} is not an input; there are none" for name in sorted(news)])


def diff(_call: Call, _olds: Props, _old_inputs: Props, _news: Props) -> Difference:
    """Nothing changes it."""
    return Difference(changes=False)


async def create(call: Call, _props: Props) -> tuple[str, Props]:
    """36 characters, within the shortest limit on a message (SQL's 128)."""
    value = str(uuid4())
    return ("", {"value": NOT_KNOWN}) if call.preview else (value, {"value": value})


def kept(_call: Call, _olds: Props, _news: Props) -> None:
    """Nothing of one that failed."""


async def read(_call: Call, id_: str, _props: Props, _inputs: Props) -> Found:
    """It lives nowhere but in the state."""
    return Found({"value": id_}, {})


async def update(_call: Call, olds: Props, _news: Props) -> Props:
    """The same value."""
    return {"value": olds["value"]}


async def delete(_call: Call, _props: Props) -> None:
    """Nothing to undo."""
