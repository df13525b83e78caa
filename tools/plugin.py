"""Writes the plugin as the engine installs it: an archive for each platform, and the schema beside them.

    make plugin                  # into dist/
    python -m tools.plugin FOLDER

The archives are the same but for their names, which are those that the engine asks a server for. In each is
the wheel, so that nothing of this project's has to be found elsewhere.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
_PARTS = CHECKOUT / "plugins" / "private-endpoint"
_SCHEMA = CHECKOUT / "plugins/pulumi_private_endpoint/plugin/schema.json"
PLATFORMS = ("darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64")


def write(folder: Path) -> list[Path]:
    """All of it; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"pulumi-resource-private-endpoint-v{version('pulumi-private-endpoint')}"
    packed = _packed()
    files = {folder / f"{name}-{platform}.tar.gz": packed for platform in PLATFORMS}
    files[folder / "schema.json"] = _SCHEMA.read_bytes()
    for file, content in files.items():
        file.write_bytes(content)
    return list(files)


def _packed() -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", scratch]
        subprocess.run(build, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(scratch).glob("*.whl")
        parts = {name: (_PARTS / name).read_bytes() for name in ("PulumiPlugin.yaml", "__main__.py")}
        # pip goes by the folder that it is run in, which is the archive's.
        parts |= {"requirements.txt": f"./{wheel.name}\n".encode(), wheel.name: wheel.read_bytes()}
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "dist"):
        print(written)
