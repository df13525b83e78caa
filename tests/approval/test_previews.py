"""What a preview showed holds for the `up` after it, and for nothing else."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.approval.connection import Connection
from pulumi_private_endpoint.approval.previews import KEPT_SECONDS, Previews
from pulumi_private_endpoint.arm import ResourceId

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v")
ENDPOINT = ResourceId.parse(
    "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/a"
)
OTHER = ResourceId.parse("/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/b")
SHOWN = Connection(
    target=TARGET,
    id=TARGET.child("privateEndpointConnections", "c1"),
    name="c1",
    status="Pending",
    description="please",
    actions_required=None,
    private_endpoint_id=ENDPOINT,
    group_ids=(),
    provisioning_state="Succeeded",
)


@pytest.mark.parametrize(
    ("found", "contradicted"),
    [
        pytest.param(SHOWN, False, id="the same request"),
        pytest.param(replace(SHOWN, private_endpoint_id=OTHER), True, id="another requester"),
        pytest.param(replace(SHOWN, private_endpoint_id=None), True, id="a requester who hides now"),
        pytest.param(replace(SHOWN, description="something else"), True, id="another message"),
        pytest.param(
            replace(SHOWN, private_endpoint_id=ResourceId.parse(str(ENDPOINT).upper())),
            False,
            id="the same id in other letters",
        ),
        pytest.param(replace(SHOWN, status="Approved", description="x"), False, id="decided since"),
        pytest.param(replace(SHOWN, description="CHG-1 orders"), False, id="our text, from a run cut short"),
        pytest.param(
            replace(SHOWN, description="CHG-1 orders", private_endpoint_id=OTHER),
            True,
            id="our text, another requester",
        ),
    ],
)
def test_what_contradicts_a_preview(
    tmp_path: Path, wanted: Any, found: Connection, contradicted: bool
) -> None:
    previews = Previews(tmp_path / "new")
    previews.remember(wanted(), SHOWN)

    assert previews.contradicts(wanted(), found) is contradicted


def test_what_is_too_old_is_removed(tmp_path: Path, wanted: Any) -> None:
    old, young = tmp_path / "old.json", tmp_path / "young.json"
    for file, age in ((old, KEPT_SECONDS + 60), (young, KEPT_SECONDS - 60)):
        file.touch()
        os.utime(file, (time.time() - age, time.time() - age))

    assert Previews(tmp_path).remember(wanted(), SHOWN)

    assert (old.exists(), young.exists()) == (False, True)


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(lambda previews, wanted: previews.forget(wanted()), id="forgotten"),
        pytest.param(
            lambda previews, wanted: previews.forget(wanted()) or previews.forget(wanted()), id="twice"
        ),
    ],
)
def test_a_forgotten_preview_says_nothing(tmp_path: Path, wanted: Any, later: Any) -> None:
    previews = Previews(tmp_path)
    previews.remember(wanted(), SHOWN)
    later(previews, wanted)

    assert not previews.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER))


def test_a_preview_holds_for_an_hour(tmp_path: Path, wanted: Any) -> None:
    now = [1_000.0]
    previews = Previews(tmp_path, now=lambda: now[0])
    previews.remember(wanted(), SHOWN)
    swapped = replace(SHOWN, private_endpoint_id=OTHER)

    now[0] += KEPT_SECONDS - 1
    assert previews.contradicts(wanted(), swapped)
    now[0] += 1
    assert not previews.contradicts(wanted(), swapped)


def test_each_wish_and_each_project_has_its_own(tmp_path: Path, wanted: Any) -> None:
    Previews(tmp_path, "shop").remember(wanted(), SHOWN)
    swapped = replace(SHOWN, private_endpoint_id=OTHER)

    assert not Previews(tmp_path, "plant").contradicts(wanted(), swapped)
    assert not Previews(tmp_path, "shop").contradicts(wanted(connectionName="c1"), swapped)
    assert Previews(tmp_path, "shop").contradicts(wanted(), swapped)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"at": "x", "request": 1}', "\x00"])
def test_a_file_that_cannot_be_read_says_nothing(tmp_path: Path, wanted: Any, text: str) -> None:
    previews = Previews(tmp_path)
    previews.remember(wanted(), SHOWN)
    (file,) = tmp_path.iterdir()
    file.write_text(text)

    assert not previews.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER))


def test_nothing_readable_is_kept(tmp_path: Path, wanted: Any) -> None:
    Previews(tmp_path).remember(wanted(), SHOWN)
    (file,) = tmp_path.iterdir()

    assert "please" not in file.read_text()
    assert str(ENDPOINT) not in file.read_text()
