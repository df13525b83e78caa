"""Many approvals at once, each on the single resource's own path.

Nothing is decided here: entries are started, counted and gathered. What can be
done is done although others fail; the error names each that did, and the next
run takes up the rest, because every entry's walk starts from what Azure shows
(rule 6).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pulumi_private_endpoint.arm import ArmError, ResourceId

from . import reconcile, set_state, state
from .errors import ApprovalError, UnknownService
from .foresee import foresee_create, foresee_update
from .inputs import from_props, is_unknown
from .reconcile import Approved
from .services import lookup
from .set_changes import compare
from .set_inputs import APPROVALS, concurrency, label
from .set_progress import EntryReport, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

    from .inputs import ApprovalInputs
    from .session import Session

T = TypeVar("T")
