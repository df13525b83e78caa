"""Roles that can be activated, as the real one lists them for a subscription."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import RoleEligibility, Running, Scenario, running

OURS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
OTHER = "5c1a0000-0000-4000-8000-000000000002"
GROUPS = "/providers/Microsoft.Management/managementGroups"
KIND = "providers/Microsoft.Authorization/roleEligibilityScheduleInstances"
HELD = (
    RoleEligibility("/", "Owner", "root"),
    RoleEligibility(f"{GROUPS}/top", "Contributor", "above", "Group"),
    RoleEligibility(f"{GROUPS}/side", "Contributor", "beside"),
    RoleEligibility(f"/subscriptions/{OURS}", "Owner", "here"),
    RoleEligibility(f"/subscriptions/{OURS}/resourceGroups/g", "Owner", "below"),
    RoleEligibility(f"/subscriptions/{OTHER}", "Owner", "elsewhere"),
)
ESTATE = Scenario(role_eligibilities=HELD, management_groups={"top": (OURS,), "side": (OTHER,)})


def asked(azure: Running, method: str = "GET", **params: str) -> httpx.Response:
    given = {"api-version": "2020-10-01"} | params
    with httpx.Client(base_url=azure.url, trust_env=False) as client:
        headers = {"Authorization": "Bearer x"}
        return client.request(method, f"/subscriptions/{OURS}/{KIND}", params=given, headers=headers)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        pytest.param({}, {"here", "below"}, id="at and below"),
        pytest.param({"$filter": "atScope()"}, {"here", "above", "root"}, id="at and above"),
    ],
)
def test_they_are_shown_by_where_they_are_held(params: Any, expected: set[str]) -> None:
    with running(ESTATE) as azure:
        found = [each["properties"] for each in asked(azure, **params).json()["value"]]

    assert {each["principalId"] for each in found} == expected
    assert {each["memberType"] for each in found if each["principalId"] == "here"} == {"Direct"}
    # The prefix of a role is the scope that was asked about.
    start = f"/subscriptions/{OURS}/providers/Microsoft.Authorization/roleDefinitions/"
    assert all(each["roleDefinitionId"].startswith(start) for each in found)


@pytest.mark.parametrize(
    ("scenario", "words", "status", "code"),
    [
        pytest.param(ESTATE, {"method": "PUT"}, 405, "MethodNotAllowed", id="no list"),
        pytest.param(ESTATE, {"api-version": ""}, 400, "MissingApiVersionParameter", id="no version"),
        pytest.param(ESTATE, {"$filter": "below()"}, 400, "InvalidFilter", id="no such filter"),
        pytest.param(Scenario(pim=False), {}, 400, "AadPremiumLicenseRequired", id="no licence"),
    ],
)
def test_what_is_refused(scenario: Scenario, words: dict[str, str], status: int, code: str) -> None:
    with running(scenario) as azure:
        answer = asked(azure, **words)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
