"""A provider that takes any resource of any type, and makes nothing: for what policies alone are about."""

from __future__ import annotations

import sys

from pulumi.provider.experimental import provider, server


class Anything(provider.Provider):
    """Whatever is declared is as it should be, and is nowhere."""

    async def check(self, request: provider.CheckRequest) -> provider.CheckResponse:
        return provider.CheckResponse(dict(request.new_inputs))

    async def create(self, request: provider.CreateRequest) -> provider.CreateResponse:
        # As of Azure: what is not made yet has no id.
        return provider.CreateResponse("" if request.preview else request.name, dict(request.properties))


if __name__ == "__main__":
    server.main(sys.argv[1:], "1.0.0", Anything())
