"""The calls of a resource by themselves: what only they decide, whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from pulumi_private_endpoint.connections.errors import ConnectionTaken, NotConfirmed
from pulumi_private_endpoint.connections.properties.fields import SECRET
from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
from pulumi_private_endpoint.connections.runtime.claims import Claims
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.releases import TooManyReleases
from pulumi_private_endpoint.plugin.calls import approval, approval_set
from pulumi_private_endpoint.plugin.calls import call as calls
from pulumi_private_endpoint.plugin.calls.answers import Kind
from pulumi_private_endpoint.plugin.calls.call import Call, Command
from pulumi_private_endpoint.plugin.calls.messages import mark_descriptions
from pulumi_private_endpoint.plugin.engine_log import EngineLog
from pulumi_private_endpoint.plugin.values import NOT_KNOWN, Secrets

from .bags import asked, bag, entry, set_bag
from .conftest import APPROVAL_SET, urn

T = TypeVar("T")


class Lent:
    """In place of the plugin's sessions: one that reaches nobody."""

    claims = Claims()

    async def of(self, _tenant_id: str | None) -> Session:
        return Session(None, None)  # type: ignore[arg-type]  # not asked


def command() -> Command:
    lent: Any = SimpleNamespace(claims=Claims(), of=Lent().of)
    return Command(EngineLog(None), lent)


def call(
    within: Command | None = None, who: str = "", *, checked: bool = True, preview: bool = False
) -> Call:
    made = Call(within or command(), who or urn(), preview=preview)
    if checked:
        made.command.checked.add(made.urn)
    return made


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


class TestDiff:
    def test_of_two_resources_that_have_one_connection_the_second_is_refused(self) -> None:
        shared, inputs = command(), entry("a")
        first, second = call(shared), call(shared, urn("again"))
        approval.diff(first, bag("a"), inputs, inputs)

        with pytest.raises(ConnectionTaken, match="connection a is wanted by orders too"):
            approval.diff(second, bag("a"), inputs, inputs)

    def test_of_two_sets_likewise_although_nothing_differs(self) -> None:
        shared, inputs = command(), {"approvals": {"one": entry("a")}}
        first, second = call(shared, urn("all", APPROVAL_SET)), call(shared, urn("more", APPROVAL_SET))
        approval_set.diff(first, set_bag(one="a"), inputs, inputs)

        with pytest.raises(ConnectionTaken, match="connection a is wanted by"):
            approval_set.diff(second, set_bag(one="a"), inputs, inputs)

    def test_a_decision_that_is_not_known_yet_claims_nothing(self) -> None:
        shared, inputs = command(), entry("a", status=NOT_KNOWN)
        for who in (urn(), urn("again")):
            assert approval.diff(call(shared, who), bag("a"), inputs, inputs).changes in {True, False}

    def test_what_a_refresh_asks_refuses_nothing(self) -> None:
        olds = set_bag(one="a", two="b")
        for each in olds["approvals"].values():
            each["onDestroy"] = "delete"
        news = {"approvals": {}, "maxReleases": 1}

        assert approval_set.diff(call(checked=False), olds, news, news).changes
        with pytest.raises(TooManyReleases):
            approval_set.diff(call(), olds, news, news)

    def test_what_has_no_path_of_its_own_counts_all_the_same(self) -> None:
        secret = {"approvals": {"one": entry("a") | {SECRET: ["description"]}}}
        found = approval_set.diff(call(), set_bag(one="a"), {"approvals": {"one": entry("a")}}, secret)
        assert (found.changes, dict(found.paths)) == (True, {})

    @pytest.mark.parametrize(
        ("approvals", "path"),
        [
            pytest.param(NOT_KNOWN, "approvals", id="all of them"),
            pytest.param({"one": NOT_KNOWN}, 'approvals["one"]', id="one"),
        ],
    )
    def test_entries_that_are_not_known_yet_differ(self, approvals: Any, path: str) -> None:
        inputs = {"approvals": {"one": entry("a")}}
        found = approval_set.diff(call(), set_bag(one="a"), inputs, {"approvals": approvals})
        assert (found.changes, dict(found.paths)) == (True, {path: Kind.UPDATE})

    def test_another_requester_is_shown_where_the_state_has_it(self) -> None:
        olds = set_bag(one="a")
        olds["results"]["one"]["approvedPrivateEndpointId"] = entry("before")["privateEndpointId"]
        inputs = {"approvals": {"one": entry("a")}}

        found = approval_set.diff(call(), olds, inputs, inputs)

        assert dict(found.paths) == {'results["one"].approvedPrivateEndpointId': Kind.DELETE}


class TestAPreview:
    def test_of_an_update_of_which_something_is_not_known_says_so(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        async def work() -> dict[str, Any]:
            asking = call(preview=True)
            outs = await approval.update(asking, bag("a"), entry("a", description=NOT_KNOWN))
            await asking.command.log.flush()
            await asking.command.log.close()
            return outs

        outs = run(work())

        assert (outs["description"], outs["provisioningState"]) == (NOT_KNOWN, NOT_KNOWN)
        assert outs["connectionId"] == bag("a")["connectionId"]
        assert "description is not known yet" in capfd.readouterr().err

    def test_of_a_set_whose_entries_are_not_known_foresees_no_results(self) -> None:
        news = {"approvals": NOT_KNOWN}
        assert run(approval_set.update(call(preview=True), set_bag(one="a"), news)) == {
            **news,
            "results": NOT_KNOWN,
        }

    def test_of_a_set_foresees_as_it_is_what_it_leaves_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asking = call(preview=True)
        asking.call_record.entries["new"] = CallRecord(asked("n"))
        monkeypatch.setattr(Call, "run_preview", nothing_fails)
        olds = set_bag(same="a")

        outs = run(approval_set.update(asking, olds, {"approvals": {"same": entry("a"), "new": entry("n")}}))

        assert outs["results"]["same"] == olds["results"]["same"]
        assert outs["results"]["new"]["connectionName"] == "n"


async def nothing_fails(*_: Any) -> list[str]:
    return []


def test_a_set_warns_of_a_text_that_may_be_cut(capfd: pytest.CaptureFixture[str]) -> None:
    async def work() -> None:
        asking = call(who=urn("all", APPROVAL_SET))
        found = approval_set.check(asking, {}, {"approvals": {"one": entry("a", "x" * 141)}}, Secrets())
        assert found.failures == []
        await asking.command.log.flush()
        await asking.command.log.close()

    run(work())

    assert 'approvals["one"]' in capfd.readouterr().err


def test_a_call_that_keeps_no_deadline_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_GRACE_SECONDS", 0.05)
    ended: list[bool] = []

    async def endless(_session: Session) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    with pytest.raises(NotConfirmed, match="no end within"):
        run(call().run(endless, 0.0, None))

    assert ended == [True]


@pytest.mark.parametrize("approvals", [NOT_KNOWN, {"one": NOT_KNOWN}, None], ids=["all", "one", "none"])
def test_a_message_that_is_not_known_yet_marks_nothing(approvals: Any) -> None:
    secrets = Secrets({("approvals", "one", "requestMessage")})

    mark_descriptions({"approvals": approvals}, secrets)

    assert secrets.paths == {("approvals", "one", "requestMessage")}
