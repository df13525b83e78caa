"""The options of an audit, beside those of its scope."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from pulumi_private_endpoint.cli.formats import AuditOutput


class FailOn(str, Enum):
    """The levels, as they are typed."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


State = Annotated[
    list[Path] | None, typer.Option(help="A file of `pulumi stack export`; more than once for more.")
]
Stack = Annotated[
    list[str] | None,
    typer.Option(help="A stack, exported by the Pulumi CLI on PATH; more than once for more."),
]
TrustedSubscriptions = Annotated[
    list[str] | None,
    typer.Option(
        "--trusted-subscription",
        help="A subscription whose requesters are yours, too; more than once for more.",
    ),
]
TrustedTenants = Annotated[
    list[str] | None,
    typer.Option(
        "--trusted-tenant",
        help="A tenant whose requesters are no strangers, by its GUID; more than once for more.",
    ),
]
Exemptions = Annotated[Path | None, typer.Option(help="Findings that are accepted: a file of YAML.")]
Baseline = Annotated[
    Path | None, typer.Option(help="The JSON of an earlier audit: only what is new since fails.")
]
Adopt = Annotated[
    Path | None,
    typer.Option(help="Where to write programs of what no state knows of (A07); as `adopt` does."),
]
FailsOn = Annotated[FailOn, typer.Option(help="From which level on a finding fails the audit.")]
Verify = Annotated[
    bool,
    typer.Option(help="Whether to read again from the service what a finding of level high is about."),
]
Writes = Annotated[
    list[str] | None,
    typer.Option(
        "--write",
        metavar="FORMAT=FILE",
        help="Write the same audit to a file, too, in any format but table; more than once for more.",
    ),
]
Format = Annotated[AuditOutput, typer.Option("--output", "-o", help="How to answer.")]
