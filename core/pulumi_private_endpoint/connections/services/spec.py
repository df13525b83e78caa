"""What one Azure service needs to have a connection approved.

A spec is data: a frozen row, read once at the start of a call. From there on
nobody asks "which service is this?"; they ask the spec. Defaults are what most
services share, so that a row in `table.py` shows only how its service
differs; `traits.py` has the differences and their reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal["PUT", "PATCH"]
Listing = Literal["collection", "parent"]
Origin = Literal["stable", "preview", "az-cli", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpec:
    """One ARM resource type that has private endpoint connections.

    Attributes:
        type: The ARM type as the service documents it.
        api_version: The newest stable version; a preview one where nothing else exists.
        origin: Where the row's facts come from, as far as users should know.
        verb: The method that carries a decision.
        patched_at: Api-versions that know PATCH alone, whatever `verb` says.
        segment: The collection's name in the path.
        listing: Where connections are listed: in their own collection, or inline in the parent.
        parent_api_version: The version that reads the parent, where `listing` is "parent".
        echoes_endpoint: Whether the body carries `privateEndpoint.id` (rule E8 says why it should).
        sends_id: Whether the body carries the connection's own id (E7).
        actions_property: How the body spells the required actions; None: not accepted.
        actions_words: The only values accepted for them; empty: any.
        writes_description: Whether the service takes a description at all.
        needs_description: Whether it refuses a body without one (E6).
        success_states: Provisioning states that mean success, in lower case (L10); empty: the status alone
            decides. A connection that shows no provisioning state counts as settled.
        approved: Status words that mean Approved, in lower case.
        redecides: Whether an approved connection can be rejected (E2).
        repeats: Whether the status it has already is accepted again, with new texts (E1, E2).
        one_writer: Whether the service refuses two changes of one target at a time (E10 to E13).
        refusal: Why nothing can be approved here; None: it can.
        readable: Whether there are connections to read.
        notes: The signed reason for each deviation, for the documentation.
    """

    type: str
    api_version: str
    origin: Origin = "stable"
    verb: Verb = "PUT"
    patched_at: frozenset[str] = frozenset()
    segment: str = "privateEndpointConnections"
    listing: Listing = "collection"
    parent_api_version: str | None = None
    echoes_endpoint: bool = True
    sends_id: bool = False
    actions_property: str | None = "actionsRequired"
    actions_words: tuple[str, ...] = ()
    writes_description: bool = True
    needs_description: bool = False
    success_states: frozenset[str] = frozenset({"succeeded"})
    approved: frozenset[str] = frozenset({"approved"})
    redecides: bool = True
    repeats: bool = True
    one_writer: bool = False
    refusal: str | None = None
    readable: bool = True
    notes: tuple[str, ...] = ()

    def is_at_rest(self, provisioning_state: str | None) -> bool:
        """Whether a connection that shows that state has come to the end of a change, and well."""
        state = (provisioning_state or "").casefold()
        return not state or not self.success_states or state in self.success_states
