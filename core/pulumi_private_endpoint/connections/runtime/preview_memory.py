"""What a preview showed, remembered until the `up` that follows it (rule 2).

Preview and update run in processes of their own and no state exists before the
first approval, so what was shown is kept in a small file beside Pulumi's own:
digests of requester and message, good for an hour. It can only stop an
approval, never cause one; without it the selectors alone decide.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import PENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs

KEPT_SECONDS = 3600.0
"""How long a preview's word holds; later, the `up` stands for itself."""


def folder_of(environ: Mapping[str, str]) -> Path | None:
    """A folder beside Pulumi's own files; None for a user without a home."""
    try:
        home = Path(environ.get("PULUMI_HOME") or "~/.pulumi").expanduser()
    except RuntimeError:
        return None
    return home / "private-endpoint"


class PreviewMemory:
    """The remembered previews of one project; `folder` None remembers nothing."""

    def __init__(self, folder: Path | None, project: str = "", now: Callable[[], float] = time.time) -> None:
        """`project` keeps the same selection in two projects apart; `now` is in seconds since 1970."""
        self.unreachable = ""
        """Why ARM could not be reached, once it could not: a preview's other looks are spared the wait."""
        self._tidy = False
        self._folder = folder
        self._project = project
        self._now = now

    def remember(self, wanted: ApprovalInputs, connection: Connection) -> bool:
        """Keep what the preview showed for these inputs; False: the folder cannot be written."""
        if self._folder is None:
            return True
        requester, message = str(connection.private_endpoint_id).casefold(), connection.description
        kept = json.dumps({"at": self._now(), "requester": _digest(requester), "message": _digest(message)})
        try:
            if not self._tidy:  # once is enough: a set remembers thousands
                self._folder.mkdir(parents=True, exist_ok=True)
                self._folder.chmod(0o700)  # an older version's may be open to others
                self._remove_old(self._folder)
                self._tidy = True
            _write(self._path(wanted, self._folder), kept)
        except OSError:
            return False
        return True

    def _remove_old(self, folder: Path) -> None:
        for file in folder.glob("*.json"):
            with suppress(FileNotFoundError):  # another preview was faster
                if not self._holds(file.stat().st_mtime):
                    file.unlink()

    def forget(self, wanted: ApprovalInputs) -> None:
        """Forget what was shown for these inputs, if anything."""
        if self._folder is not None:
            # What cannot be removed grows too old by itself, and `remember` says that it cannot write.
            with suppress(OSError):
                self._path(wanted, self._folder).unlink()

    def contradicts(self, wanted: ApprovalInputs, found: Connection) -> bool:
        """Whether `found` is another request than the preview showed; a decided connection is none."""
        if self._folder is None or found.status != PENDING:
            return False
        try:
            kept = json.loads(self._path(wanted, self._folder).read_text(encoding="utf-8"))
            fresh = self._holds(kept["at"])
            same: bool = kept["requester"] == _digest(str(found.private_endpoint_id).casefold())
            # A run of ours that was cut short may have left its own text there (L33).
            same = same and (
                kept["message"] == _digest(found.description) or found.description == wanted.description
            )
        except (OSError, ValueError, TypeError, KeyError):
            # No preview, or a file that cannot be read: then the selectors alone decide.
            return False
        return fresh and not same

    def _holds(self, at: float) -> bool:
        # A clock may have been set back since: then nothing would grow old.
        return abs(self._now() - at) < KEPT_SECONDS

    def _path(self, wanted: ApprovalInputs, folder: Path) -> Path:
        selection = [
            str(each).casefold() if isinstance(each, ResourceId) else each for each in wanted.selection
        ]
        named = json.dumps([self._project, *selection])
        return folder / f"{hashlib.sha256(named.encode()).hexdigest()}.json"


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for nobody else to read: which requests are awaited can be guessed from it."""
    handle, name = mkstemp(dir=path.parent, suffix=path.suffix)
    written = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        written.replace(path)
    except OSError:
        written.unlink()
        raise


def _digest(text: str) -> str:
    # What a server wrote may be half a character.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
