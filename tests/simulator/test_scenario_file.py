from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import (
    Connection,
    Fault,
    Scenario,
    ScenarioError,
    Target,
    Throttle,
    load,
)

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
ONE = f'[[connection]]\ntarget = "{VAULT}"\nname = "pe.1"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_what_the_dataclasses_say(tmp_path: Path) -> None:
    text = f"""
time_scale = 0.05
page_size = 2

[throttle]
reads = 5

[[target]]
id = "{VAULT}"
absent = "204"

{ONE}
group_ids = ["vault"]
retry_after = "date:5"
operation_seconds = 3

[[fault]]
route = "operation"
status = 404
times = 2
headers = {{ "X-Odd" = "1" }}
"""
    assert load(written(tmp_path, text)) == Scenario(
        time_scale=0.05,
        page_size=2,
        throttle=Throttle(reads=5),
        targets=(Target(VAULT, absent="204"),),
        connections=(
            Connection(VAULT, "pe.1", group_ids=("vault",), retry_after="date:5", operation_seconds=3),
        ),
        faults=(Fault(route="operation", status=404, times=2, headers={"X-Odd": "1"}),),
    )


def test_an_empty_file_is_an_empty_azure(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")) == Scenario()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time_scal = 1", "unknown key 'time_scal'"),
        ("time_scale = 0", "time_scale: 0 is not above 0"),
        ("time_scale = true", "time_scale: Expected `float`, got `bool`"),
        ("page_size = 1.5", "page_size: Expected `int`, got `float`"),
        ('metadata = "list"', "metadata: 'list' is not one of array, object"),
        ("connections = []", "unknown key 'connections'"),
        ("[connection]", "connection: write it as [[connection]]"),
        ("connection = [1]", "connection 1: not a table"),
        ("throttle = 1", "throttle: not a table"),
        ("[throttle]\nreads = 0", "throttle: reads: 0 is not above 0"),
        ("[throttle]\nread = 1", "throttle: unknown key 'read'"),
        (f'[[connection]]\ntarget = "{VAULT}"', "connection 1: Object missing required field `name`"),
        (ONE + "colour = 1", "connection 1: unknown key 'colour'"),
        (ONE + "name2 = 1", "known are actions_required"),
        (ONE + 'answer = "299"', "connection 1: answer: answer '299' is not one of"),
        (ONE + 'answer = "202-later"', "answer '202-later'"),
        (ONE + 'delete_answer = "x"', "connection 1: delete_answer: "),
        (ONE + "lag_gets = -1", "connection 1: lag_gets: -1 is negative"),
        (ONE + 'retry_after = "date:soon"', "connection 1: retry_after: 'date:soon'"),
        (ONE + 'retry_after_header = "Wait"', "connection 1: retry_after_header: 'wait'"),
        (ONE + 'polling_url = "odd"', "connection 1: polling_url: 'odd'"),
        (ONE + 'group_ids = "vault"', "connection 1: group_ids: Expected `array`, got `str`"),
        (ONE + ONE, "given more than once"),
        ('[[connection]]\ntarget = "/x"\nname = "a"', "connection 1: target: '/x' is not the ARM id"),
        (f'[[connection]]\ntarget = "{VAULT}"\nname = "a/b"', "connection 1: name: 'a/b'"),
        (f'[[target]]\nid = "{VAULT}/privateEndpointConnections"', "target 1: id: "),
        (f'[[target]]\nid = "{VAULT}"\nabsent = "410"', "target 1: absent: '410'"),
        ('[[fault]]\neffect = "odd"', "fault 1: effect: 'odd' is not one of"),
        ('[[fault]]\nmethod = "put"', "fault 1: method: 'put' is not one of"),
        ('[[fault]]\nroute = "odd"', "fault 1: route: 'odd'"),
        ('[[fault]]\nshape = "odd"', "fault 1: shape: 'odd'"),
        ("[[fault]]\nnth = 0", "fault 1: nth: 0 is not 1 or more"),
        ("[[fault]]\nheaders = { a = 1 }", "fault 1: headers[...]: Expected `str`, got `int`"),
        ("=", "scenario.toml: "),
    ],
)
def test_a_mistake_is_one_line_that_names_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, text))

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="No such file"):
        load(tmp_path / "none.toml")
