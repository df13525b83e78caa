"""A local Azure Resource Manager for private endpoint connections.

It behaves like the documented services, keeps its own facts about them, and refuses what Azure refuses. Use
it for a first try without Azure, in this project's tests, and in your own CI:

    with running(Scenario(connections=(Connection(target=..., name=...),))) as azure:
        ...  # point PRIVATE_ENDPOINT_ARM_ENDPOINT at azure.url
"""

from .around import PrivateEndpoint, RoleAssignment, RoleDefinition, RoleEligibility
from .clock import Clock, RealClock
from .mistake import ScenarioError
from .scenario import Connection, Fault, Scenario, Target, Throttle

try:
    from .scenario_file import load
    from .server import Running, create_app, running
except ModuleNotFoundError as missing:
    if str(missing.name).partition(".")[0] not in {"msgspec", "starlette", "uvicorn"}:
        raise
    raise ModuleNotFoundError(
        'the simulator is an extra: pip install "pulumi-private-endpoint[simulator]"',
        name=missing.name,
    ) from None

__all__ = [
    "Clock",
    "Connection",
    "Fault",
    "PrivateEndpoint",
    "RealClock",
    "RoleAssignment",
    "RoleDefinition",
    "RoleEligibility",
    "Running",
    "Scenario",
    "ScenarioError",
    "Target",
    "Throttle",
    "create_app",
    "load",
    "running",
]
