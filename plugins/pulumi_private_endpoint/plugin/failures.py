"""What the engine, and so a Pulumi user, gets to see of a call that fails."""

from __future__ import annotations

import asyncio
import os
import traceback
from typing import TYPE_CHECKING

import grpc
from google.protobuf import any_pb2
from pulumi import RunError
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.arm.text import message
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.runtime.sessions import DEBUG
from pulumi_private_endpoint.connections.sets.gather import mistake

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct

    from .values import Secrets
    from .words import Shown

_DETAILS = "grpc-status-details-bin"
CANCELLED = "cancelled: nothing more is sent"
_MAY_STAND = "; what was sent before may stand: run again to find out"


class Unfinished(Exception):
    """A create or an update that failed after a decision was sent: what is known of it is kept."""

    def __init__(self, cause: BaseException, id_: str, properties: Struct, inputs: Struct) -> None:
        super().__init__(str(cause))
        self.cause, self.id = cause, id_
        self.properties, self.inputs = properties, inputs


def told(
    failure: BaseException, secrets: Secrets, shown: Shown, *, sent: bool = False
) -> tuple[grpc.StatusCode, str]:
    """A failure's code, and its words: one clear line first, and nothing of a fault of this program's own.

    Args:
        failure: What ended the call.
        secrets: What is not shown.
        shown: How texts name inputs.
        sent: Whether anything was sent that may stand; whoever cancels cannot know.
    """
    if isinstance(failure, Unfinished):
        return told(failure.cause, secrets, shown, sent=True)
    if isinstance(failure, asyncio.CancelledError):
        return grpc.StatusCode.CANCELLED, f"{CANCELLED}{_MAY_STAND}" if sent else CANCELLED
    if os.environ.get(DEBUG):
        return grpc.StatusCode.UNKNOWN, message(secrets.hidden("".join(traceback.format_exception(failure))))
    if isinstance(failure, RunError):  # a component's
        return grpc.StatusCode.UNKNOWN, message(secrets.hidden(str(failure)))
    if isinstance(failure, (ApprovalError, ArmError)):
        return grpc.StatusCode.UNKNOWN, shown(secrets.hidden(str(failure)))
    if not isinstance(failure, Exception):
        raise failure
    return grpc.StatusCode.UNKNOWN, mistake(failure)


def details(failure: Unfinished, secrets: Secrets, shown: Shown) -> tuple[str, bytes]:
    """The trailing metadata in which the engine looks for what is kept."""
    code, words = told(failure, secrets, shown)
    kept = provider_pb2.ErrorResourceInitFailed(
        id=failure.id, properties=failure.properties, inputs=failure.inputs, reasons=[words]
    )
    packed = any_pb2.Any()
    packed.Pack(kept)
    status = status_pb2.Status(code=code.value[0], message=words, details=[packed])
    return _DETAILS, status.SerializeToString()
