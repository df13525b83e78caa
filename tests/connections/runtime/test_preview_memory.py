"""What a preview showed holds for the `up` after it, and for nothing else."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.runtime.preview_memory import KEPT_SECONDS, PreviewMemory, folder_of

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
    preview_memory = PreviewMemory(tmp_path / "new")
    preview_memory.remember(wanted(), SHOWN)

    assert preview_memory.contradicts(wanted(), found) is contradicted


def test_what_is_too_old_is_removed(tmp_path: Path, wanted: Any) -> None:
    old, young = tmp_path / "old.json", tmp_path / "young.json"
    for file, age in ((old, KEPT_SECONDS + 60), (young, KEPT_SECONDS - 60)):
        file.touch()
        os.utime(file, (time.time() - age, time.time() - age))

    assert PreviewMemory(tmp_path).remember(wanted(), SHOWN)

    assert (old.exists(), young.exists()) == (False, True)


def test_it_is_made_with_all_above_it_and_tidied_once(tmp_path: Path, wanted: Any) -> None:
    folder = tmp_path / "home" / "private-endpoint"
    preview_memory = PreviewMemory(folder)
    assert preview_memory.remember(wanted(), SHOWN)
    old = folder / "old.json"
    old.touch()
    os.utime(old, (0, 0))

    assert preview_memory.remember(wanted(), SHOWN)

    assert old.exists()


def test_nothing_is_out_of_reach_at_first() -> None:
    assert PreviewMemory(None).unreachable == ""


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(lambda preview_memory, wanted: preview_memory.forget(wanted()), id="forgotten"),
        pytest.param(
            lambda preview_memory, wanted: preview_memory.forget(wanted()) or preview_memory.forget(wanted()),
            id="twice",
        ),
    ],
)
def test_a_forgotten_preview_says_nothing(tmp_path: Path, wanted: Any, later: Any) -> None:
    preview_memory = PreviewMemory(tmp_path)
    preview_memory.remember(wanted(), SHOWN)
    later(preview_memory, wanted)

    assert not preview_memory.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER))


def test_a_preview_holds_for_an_hour(tmp_path: Path, wanted: Any) -> None:
    now = [1_000.0]
    preview_memory = PreviewMemory(tmp_path, now=lambda: now[0])
    preview_memory.remember(wanted(), SHOWN)
    swapped = replace(SHOWN, private_endpoint_id=OTHER)

    now[0] += 3600 - 1
    assert preview_memory.contradicts(wanted(), swapped)
    now[0] += 1
    assert not preview_memory.contradicts(wanted(), swapped)


@pytest.mark.parametrize(
    ("back", "holds"),
    [
        pytest.param(60.0, True, id="a minute"),
        pytest.param(KEPT_SECONDS - 1, True, id="not quite an hour"),
        pytest.param(KEPT_SECONDS, False, id="an hour"),
        pytest.param(KEPT_SECONDS * 24 * 365, False, id="a year"),
    ],
)
def test_a_clock_set_back_does_not_keep_it_for_ever(
    tmp_path: Path, wanted: Any, back: float, holds: bool
) -> None:
    now = [1e9]
    preview_memory = PreviewMemory(tmp_path, now=lambda: now[0])
    preview_memory.remember(wanted(), SHOWN)
    now[0] -= back

    assert preview_memory.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER)) is holds


def test_what_a_clock_set_back_left_in_the_future_is_removed(tmp_path: Path, wanted: Any) -> None:
    future = tmp_path / "future.json"
    future.touch()
    os.utime(future, (time.time() + KEPT_SECONDS + 60,) * 2)

    assert PreviewMemory(tmp_path).remember(wanted(), SHOWN)

    assert not future.exists()


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.usefixtures("open_umask")
@pytest.mark.parametrize("existing", [None, 0o755], ids=["a new folder", "an open one of before"])
def test_nobody_else_can_look_into_it(tmp_path: Path, wanted: Any, existing: int | None) -> None:
    folder = tmp_path / "private-endpoint"
    if existing is not None:
        folder.mkdir(existing)

    assert PreviewMemory(folder).remember(wanted(), SHOWN)

    (file,) = folder.iterdir()
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, file)] == ["0o700", "0o600"]


def test_one_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, wanted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview_memory = PreviewMemory(tmp_path)
    preview_memory.remember(wanted(), SHOWN)

    begun: list[Path] = []

    def full(written: Path, _: Path) -> None:
        begun.append(written)
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert not preview_memory.remember(wanted(), replace(SHOWN, description="another"))

    # On the same device, and with a name by which it is removed if this process ends there.
    assert [(path.parent, path.suffix) for path in begun] == [(tmp_path, ".json")]
    assert len(list(tmp_path.iterdir())) == 1
    assert not preview_memory.contradicts(wanted(), SHOWN)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        pytest.param({"PULUMI_HOME": "/p"}, Path("/p/private-endpoint"), id="Pulumi's own"),
        pytest.param({"PULUMI_HOME": ""}, Path("~/.pulumi/private-endpoint").expanduser(), id="a user's"),
        pytest.param({}, Path("~/.pulumi/private-endpoint").expanduser(), id="nothing said"),
        pytest.param({"PULUMI_HOME": "~nobody-of-that-name/p"}, None, id="no home"),
    ],
)
def test_where_it_is_kept(environ: dict[str, str], folder: Path | None) -> None:
    assert folder_of(environ) == folder


def test_without_a_folder_nothing_is_remembered_and_nothing_is_wrong(wanted: Any) -> None:
    preview_memory = PreviewMemory(None)
    assert preview_memory.remember(wanted(), SHOWN)
    preview_memory.forget(wanted())
    assert not preview_memory.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER))


def test_any_text_can_be_remembered(tmp_path: Path, wanted: Any) -> None:
    preview_memory, odd = PreviewMemory(tmp_path), replace(SHOWN, description="\ud800")
    assert preview_memory.remember(wanted(), odd)
    assert not preview_memory.contradicts(wanted(), odd)
    assert preview_memory.contradicts(wanted(), SHOWN)


def test_each_wish_and_each_project_has_its_own(tmp_path: Path, wanted: Any) -> None:
    PreviewMemory(tmp_path, "shop").remember(wanted(), SHOWN)
    swapped = replace(SHOWN, private_endpoint_id=OTHER)

    assert not PreviewMemory(tmp_path, "plant").contradicts(wanted(), swapped)
    assert not PreviewMemory(tmp_path, "shop").contradicts(wanted(connectionName="c1"), swapped)
    assert PreviewMemory(tmp_path, "shop").contradicts(wanted(), swapped)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param(
            {"privateEndpointId": str(ENDPOINT)},
            {"privateEndpointId": str(ENDPOINT).upper()},
            True,
            id="ids are the same in other letters",
        ),
        pytest.param({"connectionName": "c1"}, {"connectionName": "C1"}, False, id="names are not"),
    ],
)
def test_the_same_wish(tmp_path: Path, wanted: Any, before: Any, after: Any, same: bool) -> None:
    PreviewMemory(tmp_path).remember(wanted(**before), SHOWN)
    found = replace(SHOWN, private_endpoint_id=OTHER)
    assert PreviewMemory(tmp_path).contradicts(wanted(**after), found) is same


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"at": "x", "request": 1}', "\x00"])
def test_a_file_that_cannot_be_read_says_nothing(tmp_path: Path, wanted: Any, text: str) -> None:
    preview_memory = PreviewMemory(tmp_path)
    preview_memory.remember(wanted(), SHOWN)
    (file,) = tmp_path.iterdir()
    file.write_text(text)

    assert not preview_memory.contradicts(wanted(), replace(SHOWN, private_endpoint_id=OTHER))


def test_nothing_readable_is_kept(tmp_path: Path, wanted: Any) -> None:
    PreviewMemory(tmp_path).remember(wanted(), SHOWN)
    (file,) = tmp_path.iterdir()

    assert "please" not in file.read_text()
    assert str(ENDPOINT) not in file.read_text()
