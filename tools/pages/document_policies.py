"""Writes docs/policies.md, the catalogue, from the rules themselves.

Usage: python -m tools.pages.document_policies [--check]. With `--check` nothing is written, and the exit code
is 1 when the page is not what the rules say. The raw connections are those of azure_native.json.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.policies import PACKS, RULES, StackRule
from tools.pages.generated_page import AZURE_NATIVE, DOCS, table, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pulumi_private_endpoint.policies import Rule

PAGE = DOCS / "policies.md"

_TEMPLATE = """\
# Policies

<!-- Written by tools/pages/document_policies.py from the rules. Change a rule, not this page. -->

{count} rules in two packs:

{packs}

```console
$ pulumi preview --policy-pack policies/private-endpoint-governance
$ pulumi up --policy-pack policies/private-endpoint-governance --policy-pack-config policy-config.json
```

In this repository the packs are folders in `policies/`. Elsewhere, install them, and write a folder of two
files:

```sh
pip install "/path/to/pulumi-private-endpoint[policy]"   # a clone of this repository
```

`PulumiPolicy.yaml` says where it is installed:

```yaml
version: 0.1.0
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: ../.venv
```

`__main__.py` says which pack it is:

```python
from pulumi_private_endpoint.policies import GOVERNANCE, serve

serve(GOVERNANCE)
```

or which rules you choose, beside your own:

```python
from pulumi_policy import PolicyPack
from pulumi_private_endpoint.policies import RULES, as_policy

PolicyPack("my-rules", [as_policy(rule) for rule in RULES if rule.id.startswith("approval-")])
```

## What to expect

- **When they stop.** The engine first has the approval check its inputs, which in preview looks at the
  connection in Azure (read-only); then it asks the rules; only then would it act. So a mandatory violation
  fails `pulumi preview`, and in `pulumi up` that approval is never sent. Use both: `up` alone may have made
  other resources by then.
- **Not yet known.** A value that is only known once other resources exist is not a pass. Preview says "can't
  run policy ... during preview", and `up` asks again before the resource is touched.
- **Stack rules** see all resources together. Preview ends with them; in `up` the engine asks them when
  everything is done. Make them mandatory where previews decide.
- **Components** are judged by the approvals they create, entry by entry for a set. What a component is given
  as its description is judged by itself: some components quote the request's message behind it, and preview
  may not know that yet.
- **Secrets.** Rules see values in clear, so no message quotes one.
- **azure-native** is judged in every API version, from a package of `pulumi package add` too.

**Out of sight** stay:

- resources of the classic `azure` provider;
- ARM templates and deployment stacks (azure-native `resources:Deployment` and its kin);
- private endpoints and private link services made with azure-native's generic `resources:Resource`; that one
  is judged for connections only;
- functions such as `command.local.run`, which no policy is asked about;
- what a command or a deployment script does in a file of its own, with an SDK, or in words it puts together
  as it runs: rules read its text and its variables;
- dynamic providers of your own, and whatever runs outside of Pulumi.

## Settings

A JSON file for `--policy-pack-config`. Every rule takes an `enforcementLevel` (`advisory`, `mandatory`,
`disabled`) and the settings listed with it. A setting that does not exist or does not fit is refused by name.
The engine may have printed a ✅ for the pack above such a refusal; it is the refusal that counts.

A name that is no rule of the pack ends in the engine's `invalid enforcement level ""`: compare the names with
the list below. The two packs do not have the same rules, so each needs a file of its own.

```json
{{
  "approval-description-required": {{ "minLength": 20, "ticketPattern": "CHG-\\\\d+" }},
  "approval-requester-allowed": {{ "subscriptions": ["00000000-0000-0000-0000-000000000001"] }},
  "raw-connection-forbidden": {{ "enforcementLevel": "mandatory" }}
}}
```

**`ApprovedManagedPrivateEndpoint` passes neither pack without a setting.** Nobody is told the endpoint id or
the message of a managed private endpoint, so its approval goes by a name alone, which
`approval-requester-pinned` refuses. Accept each such name,
`<consumer_name>.<managed_private_endpoint_name>`; governance asks for its `on_destroy` too, as it does for
every requester that may be an outsider.

```json
{{
  "approval-requester-pinned": {{ "acceptedNames": ["contoso-etl.lake"] }}
}}
```

**A stack that only asks**, while another team approves, hears of it from `manual-endpoint-approved`, which is
advisory. Say whose targets those are, or disable the rule for that stack:

```json
{{
  "manual-endpoint-approved": {{
    "approvedElsewhere": ["/subscriptions/00000000-0000-0000-0000-000000000001"]
  }}
}}
```

## Rules

{index}

{rules}
## Raw connections

What `raw-connection-forbidden` is about in azure-native 3.29.0, in every API version. A new one is covered
by its name.

{raw}
"""


def page() -> str:
    """The whole page."""
    return _TEMPLATE.format(
        count=len(RULES),
        packs="\n".join(f"- **{pack.name}**: {pack.description}" for pack in PACKS),
        index=table(
            ("Rule", "Level", "Severity", "Packs"),
            ((f"[{rule.id}](#{rule.id})", *_standing(rule)) for rule in RULES),
        ),
        rules="\n".join(_section(rule) for rule in RULES),
        raw=", ".join(
            f"`{token}`" for token in sorted({token for row in AZURE_NATIVE.values() for token in row})
        ),
    )


def _standing(rule: Rule | StackRule) -> tuple[str, str, str]:
    packs = (pack.name.rpartition("-")[2] for pack in PACKS if rule in pack.rules)
    return rule.level.value, rule.severity.value, ", ".join(packs)


def _section(rule: Rule | StackRule) -> str:
    kind = "a stack" if isinstance(rule, StackRule) else "a resource"
    parts = [
        f"### {rule.id}",
        rule.description,
        f"*Why:* {rule.why}",
        f"*Fix:* {rule.fix}",
        f"*Judges {kind}:* {rule.applies_to}.",
    ]
    if rule.config:
        rows = (_setting(name, spec) for name, spec in rule.config.items())
        parts.append(table(("Setting", "Type", "Default", "Meaning"), rows))
    return "\n\n".join(parts) + "\n"


def _setting(name: str, spec: Mapping[str, Any]) -> tuple[str, str, str, str]:
    type_ = " or ".join(f"`{word}`" for word in spec["enum"]) if "enum" in spec else spec["type"]
    default = spec.get("default")
    if isinstance(default, list):
        default = " ".join(default)
    return f"`{name}`", type_, f"`{default}`" if default else "", spec["description"]


def main(arguments: list[str], target: Path = PAGE) -> str | None:
    """Writes the page, or says what is wrong with it."""
    return write(page(), target, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
