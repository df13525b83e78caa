"""CSV: no cell is a formula, however it begins."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from pulumi_private_endpoint.cli.formats.comma_separated import as_csv
from tests.audit.conftest import connection
from tests.cli.formats.conftest import MakeReport, exemption


@pytest.mark.parametrize("blank", ["", " ", "   ", "\u00a0", "\u3000"], ids=repr)
@pytest.mark.parametrize("sign", "=+-@")
def test_blanks_before_a_formula_do_not_hide_it(make_report: MakeReport, blank: str, sign: str) -> None:
    accepted = exemption("A05", "c", reason=f"{blank}{sign}1+1", until=date(2999, 1, 1))
    text = as_csv(make_report(connection("c", private_endpoint_id=None), exemptions=[accepted]))

    cells = dict(zip(*csv.reader(io.StringIO(text)), strict=True))
    assert cells["exempted"].startswith("'")
    assert cells["id"] == str(accepted.connection)
