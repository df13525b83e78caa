"""What stands, written as a program: what goes where, what is never written, and nothing sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from pulumi_private_endpoint.adoption.folders import FORMS
from pulumi_private_endpoint.cli.adopting.command import As, Decision, OnDestroy
from pulumi_private_endpoint.connections.properties.fields import ROWS
from pulumi_private_endpoint.simulator import Running
from tests.cli.conftest import ENDPOINTS, SEARCH, VAULT, pending

OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
OTHER = "5c1a0000-0000-4000-8000-000000000002"
THEIRS = SEARCH.replace(OWN, OTHER)
WHY = "CHG-1042: the analytics team reads orders"
POLICY = "(policy approval-description-required)"
HOSTILE = "\x1b[2J<img src=x> [red]x[/red] | `x` ${pulumi.cwd}"


def standing(name: str, target: str = SEARCH, **more: Any) -> Any:
    return pending(name, target, **{"status": "Approved", "description": WHY} | more)


ESTATE = (
    standing("orders"),
    standing("keys", VAULT, description="Auto-Approved"),
    standing("old", status="Rejected"),
    standing("gone", status="Disconnected"),
    pending("asks", description=HOSTILE),
)
NOTHING = "nothing to adopt: there is no connection to declare as Approved"
estate = pytest.mark.parametrize("azure", [ESTATE], indirect=True, ids=["estate"])
two_subscriptions = pytest.mark.parametrize(
    "azure", [(*ESTATE, standing("far", THEIRS), pending("waits", THEIRS))], indirect=True, ids=["two"]
)
TENANT = ["--tenant"]


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@estate
def test_one_program_is_the_answer_and_what_is_left_to_do_stands_behind_it(azure: Running, run: Any) -> None:
    ended = run("adopt", SEARCH, VAULT)

    assert (ended.code, ended.err) == (0, "")
    program, comments = ended.out.split("\n# To do:\n")
    assert program.count("PrivateEndpointApproval(\n") == 2
    assert f'    private_endpoint_id="{ENDPOINTS}/orders",\n' in program
    assert [line.partition("privateEndpointConnections/")[2] for line in comments.splitlines()] == [
        "asks: is Pending, so there is no decision to adopt (requester " + f"{ENDPOINTS}/asks, message "
        r'"\\x1b[2J<img src=x> [red]x[/red] | `x` ${pulumi.cwd}")',
        "gone: is Disconnected, and can only be deleted",
        "old: is Rejected, which was not asked for",
        f"keys: the description is boilerplate: it does not say who connects, or why {POLICY}",
    ]
    assert "\x1b" not in ended.out
    assert {entry["method"] for entry in azure.log()} == {"GET"}


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param([], ["keys-keys", "shop-orders"], id="what was approved"),
        pytest.param(["--status", "Rejected"], ["old"], id="what was rejected"),
        pytest.param(
            ["--status", "Approved", "--status", "Rejected"],
            ["keys-keys", "shop-old", "shop-orders"],
            id="both",
        ),
    ],
)
def test_what_goes_into_code(run: Any, options: list[str], names: list[str]) -> None:
    project = yaml.safe_load(run("adopt", *TENANT, "--as", "yaml", *options).out)

    assert sorted(project["resources"]) == names


@estate
@pytest.mark.usefixtures("azure")
def test_what_a_destroy_does_is_declared(run: Any) -> None:
    assert 'on_destroy="keep"' in run("adopt", SEARCH).out
    assert 'on_destroy="delete"' in run("adopt", SEARCH, "--on-destroy", "delete").out


@estate
@pytest.mark.usefixtures("azure")
def test_a_table_has_no_room_for_remarks(run: Any) -> None:
    ended = run("adopt", *TENANT, "--as", "csv")

    assert len(ended.out.splitlines()) == 3
    assert ended.out.startswith("key,target_resource_id,connection_name,private_endpoint_id,status,")
    assert len(ended.err.splitlines()) == 4


@two_subscriptions
@pytest.mark.usefixtures("azure")
def test_each_subscription_is_a_project_and_what_is_left_to_do_is_one_page(run: Any, tmp_path: Path) -> None:
    ended = run("adopt", *TENANT, "--output-directory", str(tmp_path / "new"))

    assert (ended.code, ended.err) == (0, "")
    assert written(tmp_path / "new") == [
        *(f"{one}/{file}" for one in (OWN, OTHER) for file in ("Pulumi.yaml", "__main__.py", "import.json")),
        "TODO.md",
    ]
    assert ended.out.splitlines() == [
        f"{tmp_path}/new/{OWN}: 2 connections in Pulumi.yaml, __main__.py, import.json",
        f"{tmp_path}/new/{OTHER}: 1 connection in Pulumi.yaml, __main__.py, import.json",
        f"{tmp_path}/new/TODO.md: 5 to do",
    ]
    page = (tmp_path / "new" / "TODO.md").read_text()
    assert page.count("- [ ] ") == 5
    assert "<img" not in MarkdownIt().render(page)
    assert "\x1b" not in page
    imported = json.loads((tmp_path / "new" / OTHER / "import.json").read_text())["resources"]
    assert [(each["name"], each["id"]) for each in imported] == [
        ("far", f"{THEIRS}/privateEndpointConnections/far")
    ]


@two_subscriptions
@pytest.mark.usefixtures("azure")
def test_several_programs_need_a_directory(run: Any) -> None:
    ended = run("adopt", *TENANT)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "the connections are of resources in 2 subscriptions, with a program each: give --output-directory\n"
    )


@two_subscriptions
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("directory", [[], ["--output-directory", "new"]], ids=["shown", "written too"])
def test_for_programs_it_is_json(
    run: Any, directory: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ended = run("adopt", *TENANT, *directory, "--output", "json")

    assert (ended.code, ended.err) == (0, "")
    found = ended.json
    assert (found["schema"], found["scope"], found["notRead"]) == (1, {"tenant": True}, [])
    assert [(each["subscription"], len(each["connections"])) for each in found["programs"]] == [
        (OWN, 2),
        (OTHER, 1),
    ]
    assert len(found["toDo"]) == 5
    files = {
        f"{one['subscription']}/{name}": text
        for one in found["programs"]
        for name, text in one["files"].items()
    }
    assert written(tmp_path / "new") == ([*sorted(files), "TODO.md"] if directory else [])
    assert not directory or all((tmp_path / "new" / name).read_text() == text for name, text in files.items())


@pytest.mark.usefixtures("azure")
def test_where_there_is_nothing_json_says_what_is_left_to_do(run: Any) -> None:
    ended = run("adopt", SEARCH, "--output", "json")

    assert (ended.code, ended.err) == (1, f"{NOTHING}\n")
    assert ended.json["programs"] == []
    assert len(ended.json["toDo"]) == 2


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("there", ["TODO.md", f"{OWN}/__main__.py", f"{OWN}/import.json"])
def test_what_is_there_is_never_written_over(run: Any, tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")

    ended = run("adopt", *TENANT, "--output-directory", str(tmp_path))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"{tmp_path / there} is there already, and nothing is written over: give another directory\n"
    )
    assert written(tmp_path) == [there]
    assert (tmp_path / there).read_text() == "mine"


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("file", "Not a directory", id="a file"),
        pytest.param("x" * 300, "File name too long", id="a name that is too long"),
    ],
)
def test_a_directory_that_cannot_be_is_one_line(run: Any, tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "file").write_text("")

    ended = run("adopt", *TENANT, "--output-directory", str(tmp_path / name))

    assert (ended.code, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert f"cannot be written: {why}" in line


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("options", [[], ["--output-directory", "new"]])
def test_nothing_to_adopt_is_a_failure_that_writes_nothing(
    run: Any, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ended = run("adopt", SEARCH, *options)

    assert (ended.code, ended.out) == (1, "")
    *left_out, last = ended.err.splitlines()
    assert len(left_out) == 2
    assert last == NOTHING
    assert written(tmp_path) == []


@estate
@pytest.mark.usefixtures("azure")
def test_what_cannot_be_read_is_told_everywhere_and_the_rest_is_adopted(run: Any, tmp_path: Path) -> None:
    nowhere = f"{SEARCH}-nowhere"

    shown = run("adopt", SEARCH, nowhere)
    filed = run("adopt", SEARCH, nowhere, "--output-directory", str(tmp_path))
    nothing = run("adopt", nowhere)

    assert [shown.code, filed.code, nothing.code] == [4, 4, 4]
    assert all(each.err.startswith(f"not read: {nowhere}: GET ") for each in (shown, filed, nothing))
    assert f"# not read: {nowhere}: GET " in shown.out
    assert "## Not read" in (tmp_path / "TODO.md").read_text()
    assert nothing.err.splitlines()[-1] == NOTHING


def test_the_words_are_those_of_the_forms_and_of_the_resource() -> None:
    assert [each.value for each in As] == list(FORMS)
    assert tuple(each.value for each in Decision) == ROWS["status"].words
    assert tuple(each.value for each in OnDestroy) == ROWS["on_destroy"].words


@pytest.mark.parametrize(
    "words", [["adopt"], ["adopt", SEARCH, "--as", "java"], ["adopt", SEARCH, "--status", "Pending"]]
)
def test_wrong_use_asks_nothing(azure: Running, run: Any, words: list[str]) -> None:
    ended = run(*words)

    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert azure.log() == []


def exported(*names: str) -> str:
    """What `pulumi stack export` writes of approvals of these connections."""
    resources = [
        {
            "type": "private-endpoint:index:PrivateEndpointApproval",
            "urn": f"urn:pulumi:dev::shop::x::{name}",
            "id": f"{SEARCH}/privateEndpointConnections/{name}",
            "outputs": {"status": "Approved", "description": WHY},
        }
        for name in names
    ]
    return json.dumps({"deployment": {"resources": resources}})


EXEMPTION = (
    f"[{{rule: A07, connection: {SEARCH}/privateEndpointConnections/shadow, reason: the portal's (CHG-7), "
    "until: 2999-12-31, approvedBy: board}]"
)


@pytest.mark.parametrize(
    "azure", [(standing("known"), standing("shadow"), pending("asks"))], indirect=True, ids=["a shadow"]
)
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("known", "exemption", "files", "told"),
    [
        pytest.param(
            ["known"],
            False,
            ["Pulumi.yaml", "__main__.py", "import.json"],
            ": 1 connection in Pulumi",
            id="one",
        ),
        pytest.param(["known", "shadow"], False, [], "nothing to adopt: ", id="none"),
        pytest.param(["known"], True, [], "nothing to adopt: ", id="one that is accepted"),
    ],
)
def test_an_audit_adopts_what_is_in_no_state(
    run: Any, tmp_path: Path, known: list[str], exemption: bool, files: list[str], told: str
) -> None:
    (tmp_path / "state.json").write_text(exported(*known))
    (tmp_path / "exemptions.yaml").write_text(EXEMPTION)
    words = ["audit", SEARCH, "--state", str(tmp_path / "state.json"), "--adopt", str(tmp_path / "new")]
    words += ["--exemptions", str(tmp_path / "exemptions.yaml")] if exemption else []

    ended = run(*words, "--output", "json")

    assert ended.json["schema"] == 1
    assert told in ended.err
    assert written(tmp_path / "new") == [f"{OWN}/{file}" for file in files]
    assert all('"shadow"' in (tmp_path / "new" / OWN / file).read_text() for file in files[1:])


def test_an_audit_without_states_has_nothing_to_adopt_by(azure: Running, run: Any) -> None:
    ended = run("audit", SEARCH, "--adopt", "new")

    assert ended.code == 2
    assert "--adopt needs --state or --stack: what no state knows of is adopted" in ended.err
    assert azure.log() == []


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param([], 3, id="findings"),
        pytest.param([f"{SEARCH}-nowhere"], 4, id="not read"),
        pytest.param(["--fail-on", "critical"], 1, id="nothing else"),
    ],
)
def test_what_cannot_be_written_hides_nothing_that_an_audit_found(
    run: Any, tmp_path: Path, more: list[str], code: int
) -> None:
    (tmp_path / "state.json").write_text('{"deployment": {}}')
    words = [
        "audit",
        SEARCH,
        "--state",
        str(tmp_path / "state.json"),
        "--adopt",
        str(tmp_path / "new"),
        *more,
    ]
    (tmp_path / "new" / OWN).mkdir(parents=True)
    (tmp_path / "new" / OWN / "__main__.py").write_text("mine")

    ended = run(*words)

    assert ended.code == code
    assert "is there already, and nothing is written over" in ended.err
    assert (tmp_path / "new" / OWN / "__main__.py").read_text() == "mine"
