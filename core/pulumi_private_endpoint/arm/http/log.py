"""What httpx may write to a log.

httpx logs every URL in full and httpcore every answer's headers, and the query of a polling URL works like a
credential (L24). The filters here take out just that, and clean the reason that an answer gives for its
status. They sit on the libraries' loggers, because that is
the only place through which every record of theirs passes.
"""

from __future__ import annotations

import logging

import httpx

from pulumi_private_endpoint.arm.text import one_line


def _without_query(record: logging.LogRecord) -> bool:
    """Cut the query from each URL in the record, and clean what the server says; the record itself passes."""
    if isinstance(record.args, tuple):
        record.args = tuple(_shown(argument) for argument in record.args)
    return True


def _shown(argument: object) -> object:
    if isinstance(argument, httpx.URL):
        argument = str(argument.copy_with(query=None))
    return one_line(argument) if isinstance(argument, str) else argument


def _without_headers(record: logging.LogRecord) -> bool:
    """Pass every record but those that list an answer's headers."""
    return "receive_response_headers.complete" not in record.getMessage()


def install() -> None:
    """Put the filters in place; doing so again changes nothing."""
    logging.getLogger("httpx").addFilter(_without_query)
    for name in ("httpcore.http11", "httpcore.http2"):
        logging.getLogger(name).addFilter(_without_headers)
