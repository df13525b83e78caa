"""`python -m pulumi_private_endpoint.plugin`, and the console script `pulumi-resource-private-endpoint`."""

from __future__ import annotations

import asyncio
import sys

from .serve import serve


def main() -> None:
    """Serve until the engine says that it is enough."""
    asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else None))


if __name__ == "__main__":
    main()
