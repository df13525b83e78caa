"""The words of a preview: what would be replaced by what, and what is nobody's business."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.reconcile.preview_lines import (
    PreviewContext,
    not_known,
    overwrites,
    sending,
)
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Contoso.Widgets/boxes/one")
SPEC = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01", actions_property="actionsRequired")
APPROVED = Connection(
    target=TARGET,
    id=TARGET.child("privateEndpointConnections", "c1"),
    name="c1",
    status="Approved",
    description="old",
    actions_required="None",
    private_endpoint_id=None,
    group_ids=(),
    provisioning_state=None,
)
OWN = PreviewContext(foreign=False)
FOUND = "connection c1 (Approved, requester hidden) of Contoso.Widgets/boxes one"


@pytest.mark.parametrize(
    ("shown", "asked", "context", "said"),
    [
        pytest.param(
            {"status": "Pending", "description": "please"},
            {"description": "new"},
            PreviewContext(),
            'would send Approved to connection c1 (Pending, requester hidden, message "please") of '
            "Contoso.Widgets/boxes one",
            id="pending",
        ),
        pytest.param(
            {},
            {"description": "new"},
            OWN,
            f'already Approved: would replace its description "old" by "new": {FOUND}',
            id="its own text",
        ),
        pytest.param(
            {},
            {"description": "new"},
            PreviewContext(),
            'already Approved: would replace its description "old", which this resource did not write, by '
            f'"new": {FOUND}',
            id="somebody's text",
        ),
        pytest.param(
            {"description": ""},
            {"description": "new"},
            PreviewContext(),
            f'already Approved: would replace its description "" by "new": {FOUND}',
            id="no text",
        ),
        pytest.param(
            {},
            {"description": "new", "actions_required": "Restart"},
            OWN,
            'already Approved: would replace its description "old" by "new" and its actions_required "None" '
            f'by "Restart": {FOUND}',
            id="both texts",
        ),
        pytest.param(
            {"description": "\x1b[2Jold"},
            {"description": "n" * 200},
            OWN,
            f'already Approved: would replace its description "\\x1b[2Jold" by "{"n" * 159}…": {FOUND}',
            id="texts that are unsafe to show",
        ),
        pytest.param(
            {},
            {"description": "new", "status": "Rejected"},
            OWN,
            f'would send Rejected and replace its description "old" by "new": {FOUND}',
            id="another decision",
        ),
        pytest.param(
            {},
            {"status": "Rejected"},
            OWN,
            f"would send Rejected to {FOUND}",
            id="another decision alone",
        ),
    ],
)
def test_says_what_would_be_sent(
    wanted: Any, shown: dict[str, str], asked: dict[str, str], context: PreviewContext, said: str
) -> None:
    claim = replace(wanted(), target=TARGET, description=None)
    assert sending(replace(APPROVED, **shown), replace(claim, **asked), SPEC, context) == said


@pytest.mark.parametrize(
    ("before", "after", "secrets", "said"),
    [
        ("old", "new", {"new"}, '"old" by [secret]'),
        ("old", "new", {"old"}, '[secret] by "new"'),
        ("CHG-1 (nonce)", "CHG-2 (nonce)", {"nonce"}, "[secret] by [secret]"),
        ("old", "new", {"another"}, '"old" by "new"'),
    ],
    ids=["the new one", "the old one", "a part of both", "neither"],
)
def test_a_secret_is_not_shown_wherever_it_stands(
    wanted: Any, before: str, after: str, secrets: set[str], said: str
) -> None:
    claim = replace(wanted(description=after), target=TARGET)
    context = PreviewContext(frozenset(secrets), foreign=False)
    assert f"description {said}: " in sending(replace(APPROVED, description=before), claim, SPEC, context)


@pytest.mark.parametrize(
    ("shown", "asked", "foreign", "lost"),
    [
        pytest.param({}, {"description": "new"}, True, True, id="somebody's"),
        pytest.param({}, {"description": "new"}, False, False, id="its own"),
        pytest.param({}, {"description": "old"}, True, False, id="the same"),
        pytest.param({}, {"actions_required": "Restart"}, True, False, id="another kind of text"),
        pytest.param({"description": ""}, {"description": "new"}, True, False, id="none"),
        pytest.param({"status": "Pending"}, {"description": "new"}, True, False, id="a request's message"),
        pytest.param(
            {}, {"description": "new", "request_message": "old"}, True, False, id="the message of old"
        ),
        pytest.param({}, {"description": "new", "status": "Rejected"}, True, True, id="another decision"),
    ],
)
def test_a_text_is_lost_if_somebody_else_wrote_it(
    wanted: Any, shown: dict[str, str], asked: dict[str, str], foreign: bool, lost: bool
) -> None:
    claim = replace(wanted(), target=TARGET, description=None)
    found, context = replace(APPROVED, **shown), PreviewContext(foreign=foreign)
    assert overwrites(found, replace(claim, **asked), SPEC, context) is lost


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        pytest.param({"connectionName": "c1", "description": "x"}, "", id="all known"),
        pytest.param(
            {"connectionName": Unknown(), "description": "x"},
            "connection_name is not known yet: up will look at the connection once it is",
            id="one is not",
        ),
        pytest.param(
            {"connectionName": Unknown(), "description": Unknown()},
            "connection_name, description are not known yet: up will look at the connection once they are",
            id="two are not",
        ),
    ],
)
def test_what_is_not_known_yet_is_named(inputs: dict[str, Any], said: str) -> None:
    assert not_known(inputs) == said
