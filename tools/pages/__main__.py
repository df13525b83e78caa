"""Writes the pages of docs/ that say what the code says, and the schema of the plugin.

With `--check` nothing is written, and the exit code is 1 when a page is not what the code says. Either way it
is 1 if a page cannot be complete, such as when a rule has no test.
"""

from __future__ import annotations

import argparse
import sys

from tools.pages import (
    document_command,
    document_controls,
    document_formats,
    document_policies,
    document_resource,
    document_rules,
    document_schema,
    document_services,
)

PAGES = (
    document_command.PAGE,
    document_controls.PAGE,
    document_formats.EXAMPLE,
    document_formats.PAGE,
    document_policies.PAGE,
    document_resource.PAGE,
    document_rules.PAGE,
    document_schema.PAGE,
    document_services.PAGE,
)


def main(arguments: list[str]) -> str | None:
    """Writes the pages, or says what is wrong with them."""
    parser = argparse.ArgumentParser(prog="python -m tools.pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say which page is stale")
    check = parser.parse_args(arguments).check
    wrong = []
    for page in PAGES:
        if check:
            wrong += page.stale()
        else:
            page.write()
        wrong += page.gaps()
    return "\n".join(wrong) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
