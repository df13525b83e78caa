"""`python -m tools.toolchain.installer <folder> <version>`: Pulumi's own way to install its CLI.

The only module here that needs a package, so it runs in the virtual environment.
"""

from __future__ import annotations

import sys

from pulumi.automation import PulumiCommand
from semver import VersionInfo

if __name__ == "__main__":
    PulumiCommand.install(sys.argv[1], VersionInfo.parse(sys.argv[2]))
