"""How an audit answers: a module for each format, all of the same report.

Requesters' texts are data in each of them: none can drive a terminal, a spreadsheet or a browser.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from .comma_separated import as_csv
from .html_page import as_html
from .json_document import as_json
from .markdown import as_markdown
from .ocsf import as_ocsf
from .sarif import as_sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi_private_endpoint.cli.audit_report import AuditReport


class AuditOutput(str, Enum):
    """How an audit answers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    OCSF = "ocsf"
    HTML = "html"


TEXTS: Mapping[AuditOutput, Callable[[AuditReport], str]] = {
    AuditOutput.JSON: as_json,
    AuditOutput.CSV: as_csv,
    AuditOutput.MARKDOWN: as_markdown,
    AuditOutput.SARIF: as_sarif,
    AuditOutput.OCSF: as_ocsf,
    AuditOutput.HTML: as_html,
}
"""What is printed as it is; a table depends on the terminal."""
