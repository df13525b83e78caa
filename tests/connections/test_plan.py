"""The state machine, cell by cell: what is there, what is wanted, what the service allows."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection, parse
from pulumi_private_endpoint.connections.plan import Adopt, Refuse, Send, Step, WaitOut, differences, plan
from pulumi_private_endpoint.connections.services.spec import ServiceSpec
from pulumi_private_endpoint.connections.services.table import SERVICES

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/rg/providers/Contoso.Widgets/boxes/one")
WORDS = ("Pending", "Approved", "Rejected", "Disconnected")
IN_MOTION = ("Timeout", "Removed", "Approving", "Succeeded", "Unknown", "", "Approved!")


def service(
    *,
    redecides: bool = True,
    repeats: bool = True,
    needs: bool = False,
    writes: bool = True,
) -> ServiceSpec:
    return ServiceSpec(
        type="Contoso.Widgets/boxes",
        api_version="2030-01-01",
        redecides=redecides,
        repeats=repeats,
        needs_description=needs,
        writes_description=writes,
    )


def connection(
    status: str,
    text: str = "there",
    actions: str | None = None,
    *,
    doing: str | None = None,
    spec: ServiceSpec | None = None,
) -> Connection:
    state = {"status": status, "description": text, "actionsRequired": actions}
    properties = {"privateLinkServiceConnectionState": state, "provisioningState": doing}
    return parse({"name": "c", "properties": properties}, spec or service(), TARGET)


def kind(step: Step) -> str:
    return type(step).__name__


# What is there, what is wanted: the step where an approval (can, cannot) be turned into a rejection.
CELLS = {
    ("Pending", "Approved"): ("Send", "Send"),
    ("Pending", "Rejected"): ("Send", "Send"),
    ("Approved", "Approved"): ("Adopt", "Adopt"),
    ("Approved", "Rejected"): ("Send", "Refuse"),
    ("Rejected", "Approved"): ("Refuse", "Refuse"),
    ("Rejected", "Rejected"): ("Adopt", "Adopt"),
    ("Disconnected", "Approved"): ("Refuse", "Refuse"),
    ("Disconnected", "Rejected"): ("Refuse", "Refuse"),
}


@pytest.mark.parametrize("spelling", [str, str.lower, str.upper], ids=["as documented", "lower", "upper"])
@pytest.mark.parametrize("redecides", [True, False], ids=["redecides", "does not"])
@pytest.mark.parametrize(("there", "wanted"), CELLS, ids=" to ".join)
def test_each_cell(there: str, wanted: str, spelling: type[str], *, redecides: bool) -> None:
    step = plan(connection(spelling(there)), wanted, None, None, service(redecides=redecides))
    assert kind(step) == CELLS[there, wanted][0 if redecides else 1]


def test_the_cells_are_complete() -> None:
    assert set(CELLS) == set(product(WORDS, ("Approved", "Rejected")))


@pytest.mark.parametrize("wanted", ["Approved", "Rejected"])
@pytest.mark.parametrize("there", IN_MOTION)
def test_any_other_word_is_waited_out_whatever_is_wanted(there: str, wanted: str) -> None:
    assert plan(connection(there), wanted, "a text", "None", service()) == WaitOut()


@pytest.mark.parametrize("wanted", ["Approved", "Rejected"])
def test_a_services_own_word_for_approved_counts_as_approved(wanted: str) -> None:
    spec = ServiceSpec(type="C.W/b", api_version="1", approved=frozenset({"approved", "succeeded"}))
    found = connection("Succeeded", spec=spec)
    assert kind(plan(found, wanted, None, None, spec)) == CELLS["Approved", wanted][0]


@pytest.mark.parametrize(("there", "wanted"), CELLS, ids=" to ".join)
class TestProvisioningState:
    @pytest.mark.parametrize(
        "doing",
        [
            "Accepted",
            "Approving",
            "Deleting",
            "DeletingByProxy",
            "Dropping",
            "InProgress",
            "Moving",
            "Rejecting",
            "Running",
            "Updating",
            "UpdatingByProxy",
            "uPDATING",
        ],
    )
    def test_while_a_change_is_under_way_nothing_is_decided(
        self, there: str, wanted: str, doing: str
    ) -> None:
        assert plan(connection(there, doing=doing), wanted, "a text", None, service()) == WaitOut()

    @pytest.mark.parametrize("doing", ["Failed", "Canceled"])
    def test_a_failure_from_before_is_told(self, there: str, wanted: str, doing: str) -> None:
        step = plan(connection(there, doing=doing), wanted, None, None, service())
        if isinstance(step, Adopt):
            assert step.note == f"an earlier operation on it ended {doing}"

    @pytest.mark.parametrize(
        "doing", [None, "", "Succeeded", "Ready", "Creating", "Failed", "Canceled", "Incomplete"]
    )
    def test_at_rest_or_before_the_first_decision_the_status_decides(
        self, there: str, wanted: str, doing: str | None
    ) -> None:
        step = plan(connection(there, doing=doing), wanted, None, None, service())
        assert kind(step) == CELLS[there, wanted][0]


class TestRefusals:
    @pytest.mark.parametrize("wanted", ["Approved", "Rejected"])
    def test_disconnected_is_final_even_where_a_rejection_is_not(self, wanted: str) -> None:
        step = plan(connection("Disconnected"), wanted, "a text", None, service())
        assert isinstance(step, Refuse)
        assert step.reason.startswith("it is Disconnected, ")
        assert step.by_replacement is (wanted == "Approved")

    def test_a_rejection_is_somebodys_decision(self) -> None:
        step = plan(connection("Rejected"), "Approved", "a text", None, service())
        assert isinstance(step, Refuse)
        assert step.reason.startswith("it was Rejected, which is somebody's decision")
        assert step.by_replacement

    def test_an_approval_that_cannot_be_taken_back_names_the_service_and_the_way_out(self) -> None:
        step = plan(connection("Approved"), "Rejected", None, None, service(redecides=False))
        assert step == Refuse(
            "Contoso.Widgets/boxes does not reject an approved connection: delete the connection instead"
        )


class TestDescriptionRequired:
    """Where the service refuses a body without one, the text there is sent again; none is made up."""

    @pytest.mark.parametrize(
        ("there", "given", "step"),
        [
            pytest.param("there", None, "Send", id="the text there"),
            pytest.param("there", "given", "Send", id="the text given"),
            pytest.param("", "given", "Send", id="the text given, none there"),
            pytest.param("", None, "Refuse", id="no text at all"),
        ],
    )
    @pytest.mark.parametrize(
        ("status", "wanted"),
        [
            ("Pending", "Approved"),
            ("Pending", "Rejected"),
            ("Approved", "Rejected"),
        ],
        ids=" to ".join,
    )
    def test_for_every_move(self, status: str, wanted: str, there: str, given: str | None, step: str) -> None:
        spec = service(needs=True)
        assert kind(plan(connection(status, there), wanted, given, None, spec)) == step

    def test_nobody_else_needs_one(self) -> None:
        assert plan(connection("Pending", ""), "Approved", None, None, service()) == Send()

    def test_adopting_needs_none(self) -> None:
        assert plan(connection("Approved", ""), "Approved", None, None, service(needs=True)) == Adopt()


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
class TestTexts:
    """A decided connection, already as wanted but for its texts."""

    @pytest.mark.parametrize(
        ("description", "actions", "spec", "step"),
        [
            pytest.param(None, None, service(), Adopt(), id="none given"),
            pytest.param("there", "None", service(), Adopt(), id="both the same"),
            pytest.param("other", None, service(), Send(), id="another description"),
            pytest.param("There", None, service(), Send(), id="another casing"),
            pytest.param(None, "Recreate", service(), Send(), id="other actions"),
            pytest.param("other", None, service(writes=False), Adopt(), id="a description nobody can write"),
            pytest.param("other", "Recreate", service(writes=False), Send(), id="actions can be written"),
            pytest.param(
                "other",
                None,
                service(repeats=False),
                Adopt(
                    "Contoso.Widgets/boxes does not change the description of a decided connection: "
                    "left as it is"
                ),
                id="decided once, another description",
            ),
            pytest.param(
                "other",
                "Recreate",
                service(repeats=False),
                Adopt(
                    "Contoso.Widgets/boxes does not change the description and actions_required of a "
                    "decided connection: left as it is"
                ),
                id="decided once, both",
            ),
            pytest.param(
                "other", None, service(redecides=False), Send(), id="cannot be turned, can be repeated"
            ),
            pytest.param("there", "None", service(repeats=False), Adopt(), id="decided once, both the same"),
        ],
    )
    def test_step(
        self, status: str, description: str | None, actions: str | None, spec: ServiceSpec, step: Step
    ) -> None:
        assert plan(connection(status, actions="None"), status, description, actions, spec) == step


@pytest.mark.parametrize(
    ("description", "actions", "expected"),
    [
        (None, None, []),
        ("there", None, []),
        ("other", None, ["description"]),
        (None, "Recreate", ["actions_required"]),
        ("other", "Recreate", ["description", "actions_required"]),
    ],
)
def test_differences_are_named_as_in_a_program(
    description: str | None, actions: str | None, expected: list[str]
) -> None:
    assert differences(connection("Approved"), description, actions, service()) == expected


SPECS = st.builds(
    service,
    redecides=st.booleans(),
    repeats=st.booleans(),
    needs=st.booleans(),
    writes=st.booleans(),
)
TEXT = st.none() | st.text(max_size=5)


@given(
    there=st.sampled_from(WORDS + IN_MOTION) | st.text(max_size=12),
    text=st.text(max_size=5),
    actions_there=TEXT,
    wanted=st.sampled_from(["Approved", "Rejected"]),
    description=TEXT,
    actions=TEXT,
    spec=SPECS | st.sampled_from([spec for spec in SERVICES if spec.refusal is None]),
)
def test_nothing_is_ever_put_over_somebodys_no(
    there: str,
    text: str,
    actions_there: str | None,
    wanted: str,
    description: str | None,
    actions: str | None,
    spec: ServiceSpec,
) -> None:
    found = connection(there, text, actions_there, spec=spec)
    step = plan(found, wanted, description, actions, spec)
    if isinstance(step, Send):
        assert found.status in {"Pending", "Approved", "Rejected"}
        assert (found.status, wanted) != ("Rejected", "Approved")
        assert (found.status, wanted) != ("Approved", "Rejected") or spec.redecides
        assert found.status != wanted or spec.repeats
    if isinstance(step, Adopt):
        assert found.status == wanted


@given(wanted=st.sampled_from(["Approved", "Rejected"]), description=TEXT, spec=SPECS)
def test_what_was_put_is_adopted_the_next_time(
    wanted: str, description: str | None, spec: ServiceSpec
) -> None:
    """The walk ends: a service that did as it was told is not told again (rule 6)."""
    before = connection("Pending")
    if plan(before, wanted, description, None, spec) == Send():
        text = description if description is not None and spec.writes_description else before.description
        assert plan(connection(wanted, text), wanted, description, None, spec) == Adopt()
