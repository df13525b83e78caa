"""A stand-in for the Databricks provider. It is not that, and proves nothing about it.

It knows one function, which tells the rules of a network connectivity configuration, and says of each what
its connection on the simulator says. The endpoints are given in the environment, in place of an account.
"""

from __future__ import annotations

import os
import sys

from azure import Targets
from plugin import value
from pulumi.provider.experimental import provider, server

READ = "databricks:index/getMwsNetworkConnectivityConfig:getMwsNetworkConnectivityConfig"
STATES = {"Pending": "PENDING", "Approved": "ESTABLISHED", "Rejected": "REJECTED"}


class StandIn(provider.Provider):
    """Answers that one question."""

    def __init__(self, targets: Targets, endpoints: list[str]) -> None:
        self._targets, self._endpoints = targets, endpoints

    async def configure(self, _request: provider.ConfigureRequest) -> provider.ConfigureResponse:
        return provider.ConfigureResponse()

    async def invoke(self, request: provider.InvokeRequest) -> provider.InvokeResponse:
        assert request.tok == READ
        rules = [
            {
                "endpointName": endpoint.rpartition("/")[2],
                "connectionState": STATES.get(self._targets.status(endpoint), "DISCONNECTED"),
            }
            for endpoint in self._endpoints
        ]
        return provider.InvokeResponse(
            {"egressConfig": value({"targetRules": {"azurePrivateEndpointRules": rules}})}
        )


if __name__ == "__main__":
    targets = Targets(os.environ["PRIVATE_ENDPOINT_ARM_ENDPOINT"])
    server.main(sys.argv[1:], "1.118.0", StandIn(targets, os.environ["DATABRICKS_STAND_IN"].split()))
