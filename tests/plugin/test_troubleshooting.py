"""What only the plugin says is on the page as it is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from google.protobuf.struct_pb2 import Struct

from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.plugin import settings
from pulumi_private_endpoint.plugin.calls import approval_set
from pulumi_private_endpoint.plugin.failures import Unfinished, told
from pulumi_private_endpoint.plugin.values import Secrets
from pulumi_private_endpoint.plugin.words import in_schema_names

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")


def test_an_interrupt() -> None:
    _, said = told(Unfinished(asyncio.CancelledError(), "id", Struct(), Struct()), Secrets(), in_schema_names)

    assert said in PAGE


def test_a_set_that_is_imported() -> None:
    with pytest.raises(ApprovalError) as failure:
        asyncio.run(approval_set.read(None, "…", {}, {}))  # type: ignore[arg-type] # it is not asked

    assert str(failure.value) in PAGE


def test_a_setting_that_is_none() -> None:
    (line,) = settings.problems({"clientID": "4b1d"})

    assert line.partition(" metadataHost")[0] in PAGE
