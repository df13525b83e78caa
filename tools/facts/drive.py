"""Makes every installed client send what it can, and prints what it would have sent: one JSON object a line.

Usage: python -m tools.facts.drive, in the environment that holds the clients. Needs nothing of this project.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from azure.core.exceptions import DeserializationError, HttpResponseError

from tools.facts import arguments, clients
from tools.facts.sent import SUCCESSES
from tools.facts.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator


def drive() -> Iterator[dict[str, Any]]:
    """One row for each request that a client can make, and one for each client that cannot be driven."""
    for package in clients.installed():
        yield from _told(package)


def _told(package: clients.Package) -> Iterator[dict[str, Any]]:
    try:
        yield from _drive(package)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one client, the others have their turn
        yield {"client": package.release, "failed": f"{package.module}: {error!r}"}


def _drive(package: clients.Package) -> Iterator[dict[str, Any]]:
    wire = Wire()
    for kind in package.clients():
        for method in clients.methods(clients.build(kind, wire.transport())):
            if hasattr(method.group, "_serialize"):  # Names are made up here, whatever their pattern.
                method.group._serialize.client_side_validation = False  # noqa: SLF001 - it has no public form
            for given in arguments.variants(method.call, package.models):
                yield {"client": package.release, "operation": method.name, **_sent(wire, method, given)}


def _sent(wire: Wire, method: clients.Method, given: dict[str, Any]) -> dict[str, Any]:
    codes = [code for code in SUCCESSES if _accepts(wire, method, given, code)]
    url = urlsplit(wire.url)
    return {
        "verb": wire.verb,
        "path": url.path,
        "api_version": parse_qs(url.query)["api-version"][0],
        "body": wire.body,
        "codes": codes,
    }


def _accepts(wire: Wire, method: clients.Method, given: dict[str, Any], code: int) -> bool:
    wire.expect(code)
    try:
        answer = method.call(**given, **method.options)
        if hasattr(answer, "__next__"):  # A list is asked for when it is read.
            next(answer, None)
    except HttpResponseError:
        return False
    except DeserializationError:  # Its list is a bare array: the code was taken, the rest is of no interest.
        return True
    return True


if __name__ == "__main__":
    for row in drive():
        sys.stdout.write(f"{json.dumps(row)}\n")
