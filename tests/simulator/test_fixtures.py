"""The pytest fixtures that ship, as a user's test run meets them; and the page that shows them, run."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "simulator.md").read_text(encoding="utf-8")
README = (CHECKOUT / "simulator" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SCENARIO = README.partition("```toml\n")[2].partition("```")[0]
VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
# As `sys.modules` of an environment without the extra.
WITHOUT_EXTRA = "import sys\nsys.modules['starlette'] = None\n"


@pytest.fixture
def user(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder of a user's own, in an environment that has the package and its command."""
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.delenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", raising=False)
    (pytester.path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    return pytester


def run(user: pytest.Pytester, *, apart: bool = False) -> pytest.RunResult:
    """In this process, unless it counts what is imported: there that happens twice."""
    how = user.runpytest_subprocess if apart else user.runpytest_inprocess
    return how("--strict-markers", "-W", "error", "-p", "no:cacheprovider")


def test_what_the_page_shows_passes(user: pytest.Pytester) -> None:
    user.makepyfile("".join(block for block in BLOCKS if "automation" not in block))

    run(user).assert_outcomes(passed=4)


def test_the_stack_of_the_page_passes(
    user: pytest.Pytester, engine_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = BLOCKS[0].partition("APPROVE")[0]
    (stack,) = (block for block in BLOCKS if "automation" in block)
    user.makepyfile(names + stack)
    for name, value in engine_environment.items():
        monkeypatch.setenv(name, value)

    run(user, apart=True).assert_outcomes(passed=1)


def test_each_test_has_an_azure_of_its_own_that_ends_with_it(user: pytest.Pytester) -> None:
    user.makepyfile(f"""
        import os, httpx, pytest
        SEEN = []

        @pytest.mark.parametrize("name", ["a", "b"])
        def test_one(simulated_azure, name):
            simulated_azure.add(target={VAULT!r}, name=name)
            assert [each["name"] for each in simulated_azure.connections()] == [name]
            assert os.environ["PRIVATE_ENDPOINT_ARM_ENDPOINT"] == simulated_azure.url
            SEEN.append(simulated_azure.url)

        def test_they_are_gone():
            assert len(SEEN) == 2
            assert "PRIVATE_ENDPOINT_ARM_ENDPOINT" not in os.environ
            for url in SEEN:
                with pytest.raises(httpx.ConnectError):
                    httpx.get(url, trust_env=False)
    """)

    run(user, apart=True).assert_outcomes(passed=3)


def test_the_scenario_can_be_the_tests_own(user: pytest.Pytester) -> None:
    user.makepyfile(f"""
        import pytest
        from pulumi_private_endpoint.simulator import Connection, Scenario

        @pytest.fixture
        def azure_scenario():
            return Scenario(connections=(Connection(target={VAULT!r}, name="mine"),))

        def test_mine(simulated_azure):
            assert [each["name"] for each in simulated_azure.connections()] == ["mine"]
    """)

    run(user).assert_outcomes(passed=1)


def test_writes_are_what_could_change_something(user: pytest.Pytester) -> None:
    user.makepyfile(f"""
        import httpx

        def test_writes(simulated_azure):
            simulated_azure.add(target={VAULT!r}, name="a")
            connection = {VAULT!r} + "/privateEndpointConnections/a"
            graph = "/providers/Microsoft.ResourceGraph/resources"
            with httpx.Client(base_url=simulated_azure.url, trust_env=False) as client:
                client.get(connection)
                client.post(graph)
                client.put(connection)
                client.delete(connection)
            assert simulated_azure.writes() == ["PUT " + connection, "DELETE " + connection]
            assert len(simulated_azure.log()) == 4
    """)

    run(user).assert_outcomes(passed=1)


def test_without_the_extra_other_tests_run_and_one_line_says_what_to_install(user: pytest.Pytester) -> None:
    user.makeconftest(WITHOUT_EXTRA)
    user.makepyfile("def test_other(): pass\n\n\ndef test_azure(simulated_azure): pass\n")

    done = run(user, apart=True)

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(
        ['*the simulator is an extra: pip install "pulumi-private-endpoint[[]simulator]"*']
    )


def test_nothing_is_imported_before_a_test_asks(user: pytest.Pytester) -> None:
    user.makepyfile("""
        import sys

        def test_nothing():
            assert not {"starlette", "uvicorn", "msgspec", "httpx"} & sys.modules.keys()
            assert "pulumi_private_endpoint.simulator" not in sys.modules
    """)

    run(user, apart=True).assert_outcomes(passed=1)
