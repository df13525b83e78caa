from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ArmError, ResourceId, resource_id
from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId

SITE = "/subscriptions/S1/resourceGroups/rg-1/providers/Microsoft.Web/sites/My.Site"
NAME = st.from_regex(r"[A-Za-z0-9_\-()][A-Za-z0-9._\-()]{0,20}", fullmatch=True)


def test_the_parts_of_a_nested_resource() -> None:
    found = ResourceId.parse(f"{SITE}/slots/blue")
    assert found.subscription_id == "S1"
    assert found.resource_group == "rg-1"
    assert found.namespace == "Microsoft.Web"
    assert found.types == ("sites", "slots")
    assert found.names == ("My.Site", "blue")
    assert found.type == "Microsoft.Web/sites/slots"
    assert found.name == "blue"
    assert found.parent == ResourceId.parse(SITE)
    assert found.parent.parent is None
    assert str(found) == found.path == f"{SITE}/slots/blue"


@pytest.mark.parametrize(
    ("text", "subscription", "group", "type_"),
    [
        pytest.param("/providers/A.B/c/d", None, None, "A.B/c", id="tenant"),
        pytest.param("/subscriptions/s/providers/A.B/c/d", "s", None, "A.B/c", id="subscription"),
        pytest.param("/SUBSCRIPTIONS/s/resourcegroups/g/PROVIDERS/A.B/c/d", "s", "g", "A.B/c", id="casing"),
        pytest.param(f"{SITE}/providers/E.F/g/h", "S1", "rg-1", "E.F/g", id="extension"),
        pytest.param(
            "/subscriptions/s/resourceGroups/providers/providers/A.B/c/providers",
            "s",
            "providers",
            "A.B/c",
            id="things named providers",
        ),
        pytest.param(
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/(é_-.)", "s", "g", "A.B/c", id="odd name"
        ),
    ],
)
def test_scopes(text: str, subscription: str | None, group: str | None, type_: str) -> None:
    found = ResourceId.parse(text)
    assert (found.subscription_id, found.resource_group, found.type) == (subscription, group, type_)
    assert ResourceId.parse(str(found)) == found


def test_an_extension_keeps_what_it_extends() -> None:
    found = ResourceId.parse(f"{SITE}/providers/E.F/g/h/i/j")
    assert found.extends == ResourceId.parse(SITE)
    assert found.parent == ResourceId.parse(f"{SITE}/providers/E.F/g/h")
    assert found.parent.parent == ResourceId.parse(SITE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "it is empty", id="empty"),
        pytest.param("subscriptions/s", "does not start", id="relative"),
        pytest.param(f"{SITE}/", "ends with", id="trailing slash"),
        pytest.param(f" {SITE}", "whitespace", id="leading space"),
        pytest.param(f"{SITE}\n", "whitespace", id="trailing newline"),
        pytest.param(f"{SITE}?a=b", "'?'", id="query"),
        pytest.param(f"{SITE}#a", "'#'", id="fragment"),
        pytest.param(f"{SITE}/slots/..", "would change the path", id="dot dot"),
        pytest.param(f"{SITE}/./slots/a", "would change the path", id="dot"),
        pytest.param(SITE.replace("/sites", "//sites"), "empty segment", id="empty segment"),
        pytest.param(f"{SITE}/slots", "do not pair up", id="odd count"),
        pytest.param(f"{SITE}/providers", "nothing follows", id="open end"),
        pytest.param(f"{SITE}/providers/E.F", "do not pair up", id="namespace alone"),
        pytest.param(f"{SITE}%2Fslots", "'%'", id="percent escape"),
        pytest.param(f"{SITE}/slots/a\\b", r"'\\'", id="backslash"),
        pytest.param(f"{SITE}/slots/a\x00b", r"'\x00'", id="NUL"),
        pytest.param(f"{SITE}/slots/a\tb", r"'\t'", id="control character"),
        pytest.param(f"{SITE}/slots/a\u202eb", r"'\u202e'", id="direction override"),
        pytest.param(f"{SITE}/slots/a\u200bb", r"'\u200b'", id="zero width"),
        pytest.param(f"{SITE}/slots/a\uff0fb", "NFKC", id="full-width slash"),
        pytest.param(f"{SITE}/slots/a:b", "':'", id="colon"),
        pytest.param(f"{SITE}/slots/a b", "' '", id="space inside"),
        pytest.param("/subscriptions/s/resourceGroups/g", 'no "/providers/"', id="no resource"),
        pytest.param("/subscriptions/s/resourceGroups", 'no "/providers/"', id="no resource group's name"),
        pytest.param("/management/s/providers/A.B/c/d", "before /providers/", id="unknown scope"),
        pytest.param("/subscriptions/providers/A.B/c/d", "before /providers/", id="no subscription id"),
        pytest.param("/providers/A.B/c/" + "d" * 2048, "longer than 2048", id="too long"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidResourceId) as caught:
        ResourceId.parse(text)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ArmError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a?b", "a%2fb", "a#b", "a b", "a\\b", "a\nb"], ids=repr)
def test_a_child_name_cannot_change_the_path(name: str) -> None:
    with pytest.raises(InvalidResourceId):
        ResourceId.parse(SITE).child("slots", name)


def test_a_child_type_cannot_start_an_extension() -> None:
    with pytest.raises(InvalidResourceId):
        ResourceId.parse(SITE).child("Providers", "x")


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        pytest.param(SITE, SITE.swapcase(), True, id="casing"),
        pytest.param(SITE, SITE.replace("resourceGroups", "resourcegroups"), True, id="keyword casing"),
        pytest.param(f"{SITE}/slots/É", f"{SITE}/slots/é", True, id="accented letter"),
        pytest.param(SITE, f"{SITE}x", False, id="prefix"),
        pytest.param(SITE, f"{SITE}/slots/a", False, id="child"),
        pytest.param(SITE, SITE.replace("rg-1", "rg-2"), False, id="group"),
        pytest.param("/providers/A.B/c/ß", "/providers/A.B/c/ss", False, id="sharp s"),
        pytest.param("/providers/A.B/c/ẞ", "/providers/A.B/c/ß", False, id="large sharp s"),
        pytest.param(f"{SITE}/slots/è", f"{SITE}/slots/é", False, id="another accent"),
    ],
)
def test_l41_ids_compare_without_case(left: str, right: str, equal: bool) -> None:
    one, two = ResourceId.parse(left), ResourceId.parse(right)
    assert (one == two) is equal
    assert (len({one, two}) == 1) is equal


def test_an_id_is_no_text() -> None:
    assert ResourceId.parse(SITE) != SITE


@given(st.lists(st.tuples(NAME, NAME), min_size=1, max_size=4), NAME, NAME, NAME)
@settings(deadline=None)
def test_what_was_parsed_prints_as_it_was(
    pairs: list[tuple[str, str]], subscription: str, group: str, namespace: str
) -> None:
    pairs = [(f"t{kind}", name) for kind, name in pairs]
    tail = "".join(f"/{kind}/{name}" for kind, name in pairs)
    text = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{namespace}{tail}"
    found = ResourceId.parse(text)
    assert str(found) == text
    assert found == ResourceId.parse(text.upper())
    assert hash(found) == hash(ResourceId.parse(text.upper()))
    assert found.child("x", "y").parent == found


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_parsed_or_refused_in_one_line(text: str) -> None:
    try:
        found = ResourceId.parse(text)
    except InvalidResourceId as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - refusing is one of two right outcomes
    else:
        assert ResourceId.parse(str(found)) == found


@given(st.text(max_size=20))
@settings(deadline=None)
def test_a_child_never_leaves_its_parent(name: str) -> None:
    parent = ResourceId.parse(SITE)
    try:
        child = parent.child("slots", name)
    except InvalidResourceId:
        return
    assert ResourceId.parse(str(child)).parent == parent


SEGMENTS = st.sampled_from(
    ["a", "b.c", ".", "..", "...", ".a", "", "-", "(x)", "é", " ", "a\n", "%2e", "a b", "\u212a", "providers"]
)


@given(st.lists(SEGMENTS, min_size=1, max_size=4))
def test_what_is_plain_is_what_needs_no_closer_look(segments: list[str]) -> None:
    text = f"/subscriptions/s/resourceGroups/g/providers/A.B/c/{'/'.join(segments)}"

    def told() -> object:
        try:
            return ResourceId.parse(text).path
        except InvalidResourceId as error:
            return str(error)

    with pytest.MonkeyPatch.context() as patch:
        quickly = told()
        patch.setattr(resource_id, "_PLAIN", re.compile("nothing at all"))
        assert told() == quickly
