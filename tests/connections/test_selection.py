"""Which connection is singled out, and which must not be: selectors, guards, look-alikes, duplicates."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections import selection
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.find import listed
from pulumi_private_endpoint.connections.selection import (
    Ambiguous,
    Forbidden,
    Lines,
    Match,
    NoMatch,
    describe,
    forbidden,
    guard,
    mismatch,
    select,
)
from pulumi_private_endpoint.connections.text import has_control_characters

OWNER = "/subscriptions/owner/resourceGroups/rg/providers"
TARGET = ResourceId.parse(f"{OWNER}/Microsoft.KeyVault/vaults/kv")
CONSUMER = "c0000000-0000-0000-0000-00000000000c"
GROUP = f"/subscriptions/{CONSUMER}/resourceGroups/web"
ENDPOINT = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/shop"
OTHER = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/other"
SELECTORS = {
    "connectionName": "shop.1",
    "privateEndpointId": ENDPOINT,
    "privateEndpointName": "shop",
    "requestMessage": "nonce-8c1d",
}
EVERY_COMBINATION = [dict(chosen) for size in range(1, 5) for chosen in combinations(SELECTORS.items(), size)]
spelled = pytest.mark.parametrize("selectors", EVERY_COMBINATION, ids="+".join)


def connection(
    name: str = "shop.1",
    *,
    endpoint: str | None = ENDPOINT,
    status: str = "Pending",
    message: str = "nonce-8c1d",
    groups: tuple[str, ...] = ("vault",),
) -> Connection:
    return Connection(
        target=TARGET,
        id=TARGET.child("privateEndpointConnections", "c"),
        name=name,
        status=status,
        description=message,
        actions_required=None,
        private_endpoint_id=ResourceId.parse(endpoint) if endpoint else None,
        group_ids=groups,
        provisioning_state=None,
    )


def wanted(**props: Any) -> ApprovalInputs:
    return from_props({"targetResourceId": str(TARGET)} | props)


THE_ONE = connection()
STRANGER = connection("other.1", endpoint=OTHER, message="hello")


class TestSelectors:
    """All that are given must hold."""

    @spelled
    def test_the_one_among_strangers(self, selectors: dict[str, str]) -> None:
        assert select([STRANGER, THE_ONE, STRANGER], wanted(**selectors)) == Match(THE_ONE)

    @spelled
    def test_nothing_among_strangers_not_even_the_only_pending_one(self, selectors: dict[str, str]) -> None:
        outcome = select([STRANGER], wanted(**selectors))
        assert isinstance(outcome, NoMatch)
        assert len(outcome.seen) == 1

    def test_those_that_still_wait_are_told_first(self) -> None:
        inputs = wanted(connectionName="none")
        decided = connection("a", status="Approved")
        outcome = select([decided, connection("b"), decided, connection("c")], inputs)
        assert isinstance(outcome, NoMatch)
        assert [line.partition(" ")[0] for line in outcome.seen] == ["b", "c", "a", "a"]

    def test_outcomes_with_the_same_lines_are_the_same(self) -> None:
        lines = Lines([THE_ONE, STRANGER], lambda each: each.name)
        assert NoMatch(lines) == NoMatch(("shop.1", "other.1"))
        assert hash(NoMatch(lines)) == hash(NoMatch(("shop.1", "other.1")))
        assert NoMatch(lines) != NoMatch(("shop.1",))
        assert lines != 2  # no sequence

    def test_of_thousands_only_those_that_are_shown_are_described(self) -> None:
        outcome = select([STRANGER] * 5000, wanted(**SELECTORS))
        assert isinstance(outcome, NoMatch)
        with mock.patch.object(selection, "describe", side_effect=describe) as described:
            assert len(listed(outcome.seen).splitlines()) == 22
        assert described.call_count == 20

    @spelled
    def test_no_connection_at_all(self, selectors: dict[str, str]) -> None:
        assert select([], wanted(**selectors)) == NoMatch(())

    @pytest.mark.parametrize(
        ("selector", "value", "reason"),
        [
            ("connectionName", "shop.2", "has another name"),
            ("privateEndpointId", OTHER, "has another private endpoint"),
            ("privateEndpointName", "other", "has another private endpoint name"),
            ("requestMessage", "nonce", "has another request message"),
        ],
    )
    def test_one_that_does_not_hold_outweighs_the_rest(self, selector: str, value: str, reason: str) -> None:
        inputs = wanted(**SELECTORS | {selector: value})
        assert mismatch(THE_ONE, inputs) == reason
        assert select([THE_ONE], inputs) == NoMatch((f"{describe(THE_ONE, inputs)}: {reason}",))

    @pytest.mark.parametrize(
        ("selector", "value", "reason"),
        [
            ("privateEndpointId", ENDPOINT, "does not show its private endpoint"),
            ("privateEndpointName", "shop", "does not show its private endpoint name"),
        ],
    )
    def test_a_hidden_endpoint_matches_no_endpoint_selector(
        self, selector: str, value: str, reason: str
    ) -> None:
        inputs = wanted(**{selector: value, "allowUnknownRequester": True})
        assert mismatch(connection(endpoint=None), inputs) == reason


class TestLookAlikes:
    """Whoever asks chooses the endpoint's name and the message; almost the same is another."""

    @pytest.mark.parametrize(
        "endpoint",
        [
            pytest.param(ENDPOINT.upper().replace("/SUBSCRIPTIONS", "/subscriptions"), id="capitals"),
            pytest.param(ENDPOINT.lower(), id="lower case"),
            pytest.param(ENDPOINT.replace("privateEndpoints", "PrivateEndpoints"), id="casing of the type"),
        ],
    )
    def test_an_id_in_another_casing_is_the_same(self, endpoint: str) -> None:
        asked = connection(endpoint=endpoint)
        assert select([asked], wanted(privateEndpointId=ENDPOINT)) == Match(asked)

    @pytest.mark.parametrize(
        "endpoint",
        [
            pytest.param(f"{ENDPOINT}-evil", id="suffix on the name"),
            pytest.param(ENDPOINT.replace("/shop", "/evil-shop"), id="prefix on the name"),
            pytest.param(ENDPOINT[:-1], id="cut name"),
            pytest.param(f"{ENDPOINT}.", id="trailing dot"),
            pytest.param(ENDPOINT.replace("/shop", "/sh\u043ep"), id="cyrillic o"),
            pytest.param(ENDPOINT.replace("/shop", "/\u0455hop"), id="cyrillic s"),
            pytest.param(ENDPOINT.replace(CONSUMER, "e" * 8), id="other subscription"),
            pytest.param(ENDPOINT.replace("/web/", "/web2/"), id="other resource group"),
            pytest.param(ENDPOINT.replace("privateEndpoints", "privateLinks"), id="other type"),
            pytest.param(ENDPOINT.replace("Microsoft.Network", "Evil.Network"), id="other namespace"),
            pytest.param(f"{ENDPOINT}/children/shop", id="child of it"),
            pytest.param(
                f"{ENDPOINT}/providers/Microsoft.Network/privateEndpoints/shop", id="extension of it"
            ),
            pytest.param(
                f"{GROUP}/providers/Evil.X/ys/z{ENDPOINT.removeprefix(GROUP)}", id="nested under another"
            ),
            pytest.param("/providers/Microsoft.Network/privateEndpoints/shop", id="in the tenant"),
            pytest.param(None, id="hidden"),
        ],
    )
    def test_an_endpoint_id_that_is_another(self, endpoint: str | None) -> None:
        asked = connection(endpoint=endpoint)
        inputs = wanted(privateEndpointId=ENDPOINT, allowUnknownRequester=True)
        assert isinstance(select([asked], inputs), NoMatch)

    @pytest.mark.parametrize(
        "name",
        [
            "evil-shop.1",
            "shop.1-evil",
            "shop",
            "shop.",
            "shop.1.",
            "Shop.1",
            "SHOP.1",
            "sh\u043ep.1",
            "shop.*",
        ],
        ids=ascii,
    )
    def test_a_connection_name_that_is_another(self, name: str) -> None:
        assert isinstance(select([connection(name)], wanted(connectionName="shop.1")), NoMatch)

    @pytest.mark.parametrize(
        "name", ["evil-shop", "shop-evil", "sho", "shop.", "Shop", "sh\u043ep", "SHOP"], ids=ascii
    )
    def test_an_endpoint_name_that_is_another(self, name: str) -> None:
        asked = connection(endpoint=ENDPOINT.replace("/shop", f"/{name}"))
        assert isinstance(select([asked], wanted(privateEndpointName="shop")), NoMatch)

    @pytest.mark.parametrize(
        "message",
        [
            "",
            "nonce-8c1d ",
            " nonce-8c1d",
            "nonce-8c1d.",
            "NONCE-8C1D",
            "nonce-8c1d\u200b",
            "n\u043ence-8c1d",
        ],
        ids=ascii,
    )
    def test_a_message_that_is_another(self, message: str) -> None:
        asked = connection(message=message)
        assert isinstance(select([asked], wanted(requestMessage="nonce-8c1d")), NoMatch)

    def test_the_same_endpoint_name_in_two_subscriptions_is_ambiguous(self) -> None:
        twin = connection("shop.2", endpoint=ENDPOINT.replace(CONSUMER, "e" * 8))
        assert select([THE_ONE, twin], wanted(privateEndpointName="shop")) == Ambiguous(
            (describe(THE_ONE, None), describe(twin, None))
        )

    def test_a_copied_message_is_ambiguous(self) -> None:
        copy = connection("evil.1", endpoint=OTHER)
        assert isinstance(select([THE_ONE, copy], wanted(requestMessage="nonce-8c1d")), Ambiguous)

    def test_a_copied_message_does_not_help_beside_the_endpoints_id(self) -> None:
        copy = connection("evil.1", endpoint=OTHER)
        inputs = wanted(requestMessage="nonce-8c1d", privateEndpointId=ENDPOINT)
        assert select([copy, THE_ONE], inputs) == Match(THE_ONE)


class TestDuplicates:
    """E17: one endpoint can leave several connections behind."""

    @pytest.mark.parametrize(
        ("statuses", "chosen"),
        [
            pytest.param(["Pending"], 0, id="alone"),
            pytest.param(["Disconnected", "Pending"], 1, id="the live one after a disconnected one"),
            pytest.param(["Pending", "Rejected"], 0, id="the live one beside a rejected one"),
            pytest.param(["Approved", "Pending"], 1, id="the live one beside an approved one"),
            pytest.param(["Approved", "Pending", "Rejected"], 1, id="the live one among three"),
            pytest.param(["Pending", "Pending"], None, id="two live ones"),
            pytest.param(["Approved", "Approved"], None, id="two approved ones"),
            pytest.param(["Disconnected", "Approved"], 1, id="a run cut short approved the live one"),
            pytest.param(["Approved", "Rejected"], 0, id="none live, one as wanted"),
            pytest.param(["Rejected", "Disconnected"], None, id="none live, none as wanted"),
        ],
    )
    def test_of_one_endpoint_a_single_live_one_counts(self, statuses: list[str], chosen: int | None) -> None:
        several = [connection(f"shop.{n}", status=status) for n, status in enumerate(statuses)]
        expected = (
            Ambiguous(tuple(describe(each, None) for each in several))
            if chosen is None
            else Match(several[chosen])
        )
        assert select(several, wanted(privateEndpointId=ENDPOINT)) == expected

    @pytest.mark.parametrize(
        ("statuses", "chosen"),
        [
            pytest.param(["Approved"], 0, id="alone"),
            pytest.param(["Disconnected", "Pending"], 1, id="the live one after a disconnected one"),
            pytest.param(["Pending", "Rejected"], 0, id="the live one beside a rejected one"),
            pytest.param(["Rejected", "Disconnected"], 0, id="a run cut short rejected the live one"),
            pytest.param(["Approved", "Pending"], None, id="an approved one would stay open"),
            pytest.param(["Pending", "Rejected", "Approved"], None, id="an approved one beside two"),
            pytest.param(["Rejected", "Approved"], None, id="none live, an approved one"),
            pytest.param(["Rejected", "Approving"], None, id="none live, one that may become approved"),
        ],
    )
    def test_a_rejection_leaves_no_other_way_in(self, statuses: list[str], chosen: int | None) -> None:
        several = [connection(f"shop.{n}", status=status) for n, status in enumerate(statuses)]
        expected = (
            Ambiguous(tuple(describe(each, None) for each in several))
            if chosen is None
            else Match(several[chosen])
        )
        assert select(several, wanted(privateEndpointId=ENDPOINT, status="Rejected")) == expected

    @pytest.mark.parametrize("second", [OTHER, None], ids=["another endpoint", "a hidden endpoint"])
    def test_the_single_pending_one_is_not_taken_from_several_requesters(self, second: str | None) -> None:
        several = [connection("a"), connection("b", endpoint=second, status="Rejected")]
        inputs = wanted(requestMessage="nonce-8c1d", allowUnknownRequester=True)
        assert isinstance(select(several, inputs), Ambiguous)

    def test_two_hidden_requesters_are_not_one(self) -> None:
        several = [connection("a", endpoint=None), connection("b", endpoint=None, status="Rejected")]
        inputs = wanted(requestMessage="nonce-8c1d", allowUnknownRequester=True)
        assert isinstance(select(several, inputs), Ambiguous)


OURS = "CHG-1 (nonce-8c1d)"


class TestAdoption:
    """A run that was cut short after the approval has put its own text in the message's place."""

    @pytest.mark.parametrize(
        ("status", "text", "description", "taken"),
        [
            pytest.param("Approved", OURS, OURS, True, id="decided with our text, which quotes the message"),
            pytest.param(
                "Approved", "CHG-1", "CHG-1", False, id="decided with a text that others may use too"
            ),
            pytest.param("Approved", "nonce-8c1d", None, True, id="decided, the message kept"),
            pytest.param("Approved", "nonce-8c1d", "CHG-1", True, id="decided elsewhere, the message kept"),
            pytest.param("Approved", "CHG-2", OURS, False, id="decided with another text"),
            pytest.param("Approved", OURS + " ", OURS, False, id="decided with nearly our text"),
            pytest.param("Approved", "", None, False, id="decided without a text, and we have none"),
            pytest.param("Pending", OURS, OURS, False, id="a request that copies our text"),
            pytest.param("Rejected", OURS, OURS, False, id="rejected with our text"),
            pytest.param("Disconnected", OURS, OURS, False, id="disconnected with our text"),
        ],
    )
    def test_by_message_alone(self, status: str, text: str, description: str | None, *, taken: bool) -> None:
        left = connection(status=status, message=text)
        outcome = select([left], wanted(requestMessage="nonce-8c1d", description=description))
        assert isinstance(outcome, Match if taken else NoMatch)

    @pytest.mark.parametrize(
        ("also", "taken"),
        [
            pytest.param({"connectionName": THE_ONE.name}, True, id="with its name"),
            pytest.param(
                {"privateEndpointId": str(THE_ONE.private_endpoint_id)}, True, id="with its endpoint"
            ),
            pytest.param({"privateEndpointName": "shop"}, False, id="with a name the requester chose"),
        ],
    )
    def test_a_text_that_others_may_use_needs_more(self, also: dict[str, str], *, taken: bool) -> None:
        left = connection(status="Approved", message="CHG-1")
        outcome = select([left], wanted(requestMessage="nonce-8c1d", description="CHG-1", **also))
        assert isinstance(outcome, Match if taken else NoMatch)

    def test_a_rejection_is_adopted_likewise(self) -> None:
        left = connection(status="Rejected", message="no: nonce-8c1d")
        inputs = wanted(requestMessage="nonce-8c1d", status="Rejected", description="no: nonce-8c1d")
        assert select([left], inputs) == Match(left)

    def test_a_new_request_with_the_message_beside_it_is_ambiguous(self) -> None:
        left = connection(status="Approved", message=OURS)
        copy = connection("evil.1", endpoint=OTHER)
        inputs = wanted(requestMessage="nonce-8c1d", description=OURS)
        assert isinstance(select([left, copy], inputs), Ambiguous)


class TestGuards:
    """Guards refuse what was singled out; they never choose."""

    @pytest.mark.parametrize(
        ("shown", "guards", "reason"),
        [
            pytest.param(THE_ONE, {}, None, id="none"),
            pytest.param(THE_ONE, {"groupId": "vault"}, None, id="its group"),
            pytest.param(
                connection(groups=("a", "vault")), {"groupId": "vault"}, None, id="one of its groups"
            ),
            pytest.param(
                THE_ONE,
                {"groupId": "blob"},
                "it is for the sub-resource vault, not for the group_id blob",
                id="another group",
            ),
            pytest.param(
                connection(groups=()),
                {"groupId": "vault"},
                "the service does not show which sub-resource it is for; leave group_id out to accept that",
                id="no group shown",
            ),
            pytest.param(
                connection(groups=("vault2",)),
                {"groupId": "vault"},
                "it is for the sub-resource vault2, not for the group_id vault",
                id="a longer group",
            ),
            pytest.param(
                connection(groups=("\x1b[2J",)),
                {"groupId": "vault"},
                r"it is for the sub-resource \x1b[2J, not for the group_id vault",
                id="a group that acts on the terminal",
            ),
            pytest.param(
                connection(endpoint=None),
                {},
                "Azure does not show who asks; set allow_unknown_requester to accept that",
                id="hidden requester",
            ),
            pytest.param(
                connection(endpoint=None), {"allowUnknownRequester": True}, None, id="hidden, accepted"
            ),
            pytest.param(
                connection(endpoint=None),
                {"allowUnknownRequester": True, "allowedSubscriptionIds": [CONSUMER]},
                "the requester's subscription unknown is not among allowed_subscription_ids",
                id="hidden, accepted, but subscriptions are listed",
            ),
            pytest.param(THE_ONE, {"allowedSubscriptionIds": [CONSUMER]}, None, id="its subscription"),
            pytest.param(
                THE_ONE, {"allowedSubscriptionIds": ["x", CONSUMER.upper()]}, None, id="in other casing"
            ),
            pytest.param(
                connection(endpoint=ENDPOINT.replace(CONSUMER, CONSUMER.upper())),
                {"allowedSubscriptionIds": [CONSUMER]},
                None,
                id="shown in other casing",
            ),
            pytest.param(
                THE_ONE,
                {"allowedSubscriptionIds": [CONSUMER[:-1], CONSUMER + "0", "*"]},
                f"the requester's subscription {CONSUMER} is not among allowed_subscription_ids",
                id="look-alike subscriptions",
            ),
            pytest.param(
                connection(endpoint="/providers/Microsoft.Network/privateEndpoints/shop"),
                {"allowedSubscriptionIds": [CONSUMER]},
                "the requester's subscription unknown is not among allowed_subscription_ids",
                id="a requester without a subscription",
            ),
        ],
    )
    def test_who_is_refused(self, shown: Connection, guards: dict[str, Any], reason: str | None) -> None:
        inputs = wanted(connectionName="shop.1", **guards)
        assert guard(shown, inputs) == reason
        expected = Match(shown) if reason is None else Forbidden(shown, reason)
        assert select([shown], inputs) == expected

    @pytest.mark.parametrize(
        "guards",
        [{"groupId": "blob"}, {"allowedSubscriptionIds": ["other"]}],
        ids=["group", "subscription"],
    )
    def test_a_guard_does_not_pass_on_to_one_it_allows(self, guards: dict[str, Any]) -> None:
        allowed = connection("b", endpoint=OTHER.replace(CONSUMER, "other"), groups=("blob",))
        outcome = select([THE_ONE, allowed], wanted(requestMessage="nonce-8c1d", **guards))
        assert isinstance(outcome, Ambiguous)


class TestForbidden:
    """One that is read again by its id, just before the decision."""

    @pytest.mark.parametrize(
        ("status", "message", "inputs", "other"),
        [
            pytest.param("Pending", "nonce", {"requestMessage": "nonce"}, False, id="the message given"),
            pytest.param("Pending", "x", {"requestMessage": "nonce"}, True, id="another message"),
            pytest.param(
                "Pending", "CHG-1", {"requestMessage": "nonce", "description": "CHG-1"}, False, id="our text"
            ),
            pytest.param("Approved", "x", {"requestMessage": "nonce"}, False, id="decided, another text"),
            pytest.param("Pending", "x", {"description": "CHG-1"}, False, id="no message given"),
        ],
    )
    def test_another_request_under_its_name(
        self, status: str, message: str, inputs: dict[str, str], other: bool
    ) -> None:
        found = forbidden(
            connection(status=status, message=message), wanted(connectionName="shop.1", **inputs)
        )
        said = "it is pending with another message than the request_message given"
        assert found == (said if other else None)

    def test_the_guards_hold_too(self) -> None:
        reason = forbidden(THE_ONE, wanted(connectionName="shop.1", groupId="blob"))
        assert reason == "it is for the sub-resource vault, not for the group_id blob"


class TestDescribe:
    def test_one_line_says_name_requester_status_and_message(self) -> None:
        assert describe(THE_ONE, None) == f'shop.1 (Pending, requester {ENDPOINT}, message "nonce-8c1d")'

    @pytest.mark.parametrize("given", ["requestMessage", "description"])
    def test_what_the_program_gave_is_not_repeated(self, given: str) -> None:
        inputs = wanted(**{"connectionName": "shop.1", given: "nonce-8c1d"})
        assert describe(THE_ONE, inputs) == f"shop.1 (Pending, requester {ENDPOINT}, message as given)"

    def test_the_text_of_a_decided_one_is_not_the_requesters(self) -> None:
        shown = describe(connection(status="Approved", message="CHG-1"), None)
        assert shown == f"shop.1 (Approved, requester {ENDPOINT})"

    def test_a_long_requester_is_cut(self) -> None:
        shown = describe(connection(endpoint=ENDPOINT + "x" * 1000, status="Approved"), None)
        assert shown == f"shop.1 (Approved, requester {(ENDPOINT + 'x' * 1000)[:399]}…)"

    def test_a_hidden_requester(self) -> None:
        assert describe(connection(endpoint=None), None) == (
            'shop.1 (Pending, requester hidden, message "nonce-8c1d")'
        )

    @pytest.mark.parametrize("part", ["name", "status", "message"])
    @given(hostile=st.text(max_size=300))
    def test_no_part_can_act_on_a_terminal_or_break_the_line(self, part: str, hostile: str) -> None:
        shown: dict[str, Any] = {part: hostile}
        assert not has_control_characters(describe(connection(**shown), None))

    @pytest.mark.parametrize("part", ["name", "status", "message"])
    def test_ten_thousand_characters_are_cut(self, part: str) -> None:
        shown: dict[str, Any] = {part: "x" * 10_000}
        assert len(describe(connection(**shown), None)) < 500


@given(
    st.lists(
        st.builds(
            connection,
            st.sampled_from(["shop.1", "shop.2"]),
            endpoint=st.sampled_from([ENDPOINT, OTHER, None]),
            status=st.sampled_from(["Pending", "Approved", "Rejected", "Disconnected", "Timeout"]),
            message=st.sampled_from(["nonce-8c1d", "CHG-1", ""]),
            groups=st.sampled_from([("vault",), ()]),
        ),
        max_size=4,
    ),
    st.sampled_from(EVERY_COMBINATION),
    st.fixed_dictionaries({}, optional={"groupId": st.just("vault"), "description": st.just("CHG-1")}),
)
def test_a_match_always_holds_every_selector_and_guard(
    connections: list[Connection], selectors: dict[str, str], rest: dict[str, str]
) -> None:
    inputs = wanted(**selectors, **rest)
    outcome = select(connections, inputs)
    if isinstance(outcome, Match):
        assert mismatch(outcome.connection, inputs) is None
        assert guard(outcome.connection, inputs) is None
