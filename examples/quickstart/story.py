"""What the quickstart says: plain text made from the simulator's connections and its request log.

Everything shown is taken from what was really asked and answered; nothing is known beforehand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Entry = Mapping[str, Any]
ROW = "  {:<17}{:<26}{:<20}{}"


def opening(url: str, connections: Sequence[Entry]) -> str:
    """Who asks for what, before anything is done."""
    rows = [
        ROW.format(_service(found), _name(found), _requester(found), f'"{found["description"]}"')
        for found in connections
    ]
    return "\n".join(
        [
            "",
            f"An Azure of this machine listens on {url}. These requests are waiting in it:",
            "",
            ROW.format("service", "connection", "asked for by", "saying"),
            *rows,
        ]
    )


def chapter(command: str, about: str) -> str:
    """The heading of one command."""
    return f"\n$ {command}\n  {about}\n"


def requests(entries: Sequence[Entry]) -> str:
    """How many requests a command sent, by method."""
    methods = [entry["method"] for entry in entries]
    counts = ", ".join(f"{methods.count(method)} {method}" for method in sorted(set(methods)))
    return f"  -> {len(entries)} requests to Azure: {counts or 'none'}"


def table(before: Sequence[Entry], after: Sequence[Entry], log: Sequence[Entry]) -> str:
    """Each connection before and after, how it was waited for, and what it cost."""
    lines = ["", "What happened", ""]
    for was, now in zip(before, after, strict=True):
        entries = [entry for entry in log if _concerns(entry, now)]
        lines += [
            ROW.format(_service(now), _name(now), _requester(now), f"{was['status']} -> {now['status']}"),
            f'      "{now["description"]}"',
            f"      {_waiting(entries, now)} ({len(entries)} requests)",
        ]
    return "\n".join(lines)


def broken_promises(after: Sequence[Entry], looks: Sequence[Entry]) -> str:
    """Whatever is not as it should be, a line for each; empty when all is well.

    `looks` are the requests of the commands that must only read.
    """
    wrong = [f"{found['id']} ended {found['status']}" for found in after if found["status"] != "Approved"]
    wrong += [f"a preview or refresh wrote: {line(entry)}" for entry in looks if entry["method"] != "GET"]
    return "".join(f"\nquickstart: {text}" for text in wrong)


def closing(engine: Path, log: Path) -> str:
    """The good end, and the way from here to a real subscription."""
    on_path = str(engine) in os.environ["PATH"].split(os.pathsep)
    find_engine = "" if on_path else f'  export PATH="{engine}:$PATH"\n'
    return f"""
All of them are Approved. Every request and its answer: {os.path.relpath(log)}

The same program on your own subscription, signed in with `az login`:

{find_engine}\
  pulumi login                          # or: pulumi login file://~
  pulumi stack init dev
  pulumi config set cosmosDb /subscriptions/.../databaseAccounts/...
  pulumi config set cosmosDbConnection ...
  pulumi config set cosmosDbEndpoint /subscriptions/.../privateEndpoints/...
  pulumi preview

Pulumi.yaml names all the settings. Take out of __main__.py what you do not have. There is no
PRIVATE_ENDPOINT_ARM_ENDPOINT to set: without it, Azure itself is asked.
"""


def line(entry: Entry) -> str:
    """One request and its answer."""
    return f"{entry['method']:<6} {entry['path']} -> {entry['status']}"


def _target(connection: Entry) -> str:
    return str(connection["id"]).rsplit("/", 2)[0]


def _service(connection: Entry) -> str:
    """The resource connected to, by its own name."""
    return _target(connection).rpartition("/")[2]


def _name(connection: Entry) -> str:
    return str(connection["id"]).rpartition("/")[2]


def _requester(connection: Entry) -> str:
    return str(connection["private_endpoint"]).rpartition("/")[2]


def _concerns(entry: Entry, connection: Entry) -> bool:
    """Whether a request was about this connection; an operation is known by its service's namespace."""
    target, path = _target(connection).lower(), str(entry["path"]).lower()
    return path.startswith(target) or f"/providers/{target.split('/')[6]}/locations/" in path


def _waiting(entries: Sequence[Entry], connection: Entry) -> str:
    """How the service announced the end, told from the requests that followed the write."""
    methods = [entry["method"] for entry in entries]
    if "PUT" not in methods:
        return "nothing was written"
    written = methods.index("PUT")
    own = str(connection["id"]).lower()
    followed = [str(entry["path"]).lower() == own for entry in entries[written + 1 :]]
    reads, polls = followed.count(True), followed.count(False)
    status = entries[written]["status"]
    if polls:
        return f"answered {status}, its operation was asked {polls} times, then the connection was read"
    if reads > 1:
        return f"answered {status} without an operation to ask, the connection was read {reads} times"
    return f"answered {status}, done at once, then the connection was read"
