"""pytest fixtures: a simulated Azure for a test, gone when the test ends.

pytest loads this in every environment that has the package, the extra `simulator` or not. So nothing is
imported until a test asks for it, and it is no part of the simulator's package, which needs its extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.simulator import Running, Scenario

_ENDPOINT = "PRIVATE_ENDPOINT_ARM_ENDPOINT"
_MARK = "azure_scenario"
_FAST = 0.01


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark is."""
    config.addinivalue_line(
        "markers", f"{_MARK}(file): the scenario of `simulated_azure`, beside the test's file"
    )


@pytest.fixture
def azure_scenario(request: pytest.FixtureRequest) -> Scenario:
    """What `simulated_azure` holds: of the file that the mark names; else nothing, a hundred times as fast.

    Override it for a scenario of your own.
    """
    from pulumi_private_endpoint.simulator import Scenario, load  # noqa: PLC0415 - see above

    if mark := request.node.get_closest_marker(_MARK):
        return load(request.path.parent / mark.args[0])
    return Scenario(time_scale=_FAST)


@pytest.fixture
def simulated_azure(azure_scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A simulated Azure, which all that the test starts finds by the environment."""
    from pulumi_private_endpoint.simulator import running  # noqa: PLC0415 - see above

    with running(azure_scenario) as azure:
        monkeypatch.setenv(_ENDPOINT, azure.url)
        yield azure
