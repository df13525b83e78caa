"""The published schema of SARIF, out of a package of Microsoft's on npm: only a test reads it.

No package on PyPI carries it, and a copy in the checkout would be ours to keep right. Without npm, or
where its registry is out of reach, the test says so and is skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
from pathlib import Path

from tools.toolchain.step import SetupError, run, say, whole

PACKAGE = "@microsoft/sarif-matcher-utils@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"
POINTER = "sarif-schema-path"
DEADLINE_SECONDS = 120.0


def ensure(cache: Path) -> Path | None:
    """The schema's file, brought into `cache` at the first time; None where it cannot be had."""
    kept = cache / f"sarif-{SHA256[:16]}"
    if not kept.is_dir():
        try:
            _bring(kept)
        except (SetupError, tarfile.TarError, KeyError) as why:
            say(f"SARIF is not held against its schema: {why}")
            return None
    return kept / "schema.json"


def found() -> Path | None:
    """Where the setting up left it, for the virtual environment of this process."""
    pointer = Path(sys.prefix) / POINTER
    named = pointer.read_text().strip() if pointer.exists() else ""
    return Path(named) if named and Path(named).is_file() else None


def _bring(kept: Path) -> None:
    if not (npm := shutil.which("npm")):
        raise SetupError("there is no npm")
    with whole(kept) as folder:
        run(
            "The schema of SARIF, from npm",
            [npm, "pack", "--silent", PACKAGE],
            folder=folder,
            environment=os.environ,
            deadline_seconds=DEADLINE_SECONDS,
        )
        (packed,) = folder.glob("*.tgz")
        with tarfile.open(packed) as archive:
            member = archive.extractfile(MEMBER)
            content = member.read() if member else b""
        if hashlib.sha256(content).hexdigest() != SHA256:
            raise SetupError(f"{PACKAGE} holds another schema than the one known")
        packed.unlink()
        (folder / "schema.json").write_bytes(content)
