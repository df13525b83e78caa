"""The controls of published frameworks that rules serve. Which serves which is this project's own judgement.

Ids and titles are the frameworks'; of the NIS2 regulation's points the titles are those of their sections.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a framework."""

    framework: str
    version: str
    id: str
    title: str

    @property
    def tag(self) -> str:
        """As a policy's tag: the framework and the id."""
        return f"{self.framework} {self.version}: {self.id}"


_NIST = ("NIST SP 800-53", "r5")
_ISO = ("ISO/IEC 27001", "2022")
_CIS_3 = ("CIS Microsoft Azure Foundations", "3.0")
_CIS_4 = ("CIS Microsoft Azure Foundations", "4.0")
_NIS2 = ("NIS2 implementing regulation", "2024/2690")

NS_2 = Control(
    "Microsoft cloud security benchmark", "v1", "NS-2", "Secure cloud services with network controls"
)
AC_4 = Control(*_NIST, "AC-4", "Information Flow Enforcement")
AC_17 = Control(*_NIST, "AC-17", "Remote Access")
SC_7 = Control(*_NIST, "SC-7", "Boundary Protection")
SC_7_3 = Control(*_NIST, "SC-7(3)", "Access Points")
ACCESS_RIGHTS = Control(*_ISO, "A.5.18", "Access rights")
SUPPLIERS = Control(*_ISO, "A.5.19", "Information security in supplier relationships")
NETWORK_SECURITY = Control(*_ISO, "A.8.20", "Networks security")
SEGREGATION = Control(*_ISO, "A.8.22", "Segregation of networks")
CHANGES = Control(*_ISO, "A.8.32", "Change management")
PRIVATE_ENDPOINTS_3 = Control(*_CIS_3, "5.4.2", "Ensure That Private Endpoints Are Used Where Possible")
PRIVATE_ENDPOINTS_4 = Control(*_CIS_4, "2.2.2.1", "Ensure Private Endpoints are used to access {service}")
NIS2_NETWORK = Control(*_NIS2, "6.7.2.i", "Network security")
NIS2_ACCESS = Control(*_NIS2, "11.2.2.d", "Management of access rights")

# The first is the one that a policy shows as its framework; the SDK has room for one.
DECISIONS = (ACCESS_RIGHTS, CHANGES)
"""What is left on record of a decision: why, and until when."""
REQUESTERS = (AC_4, SC_7, AC_17, SUPPLIERS, NIS2_ACCESS)
"""Who is let in."""
OPENINGS = (NS_2, SC_7, SC_7_3, NETWORK_SECURITY, SEGREGATION, NIS2_NETWORK)
"""What is open to everybody."""
BYPASSES = (CHANGES,)
"""Decisions that are taken beside the code, or twice in it."""
ENDS = (ACCESS_RIGHTS, SUPPLIERS)
"""What becomes of access that was given."""
REQUESTS = (ACCESS_RIGHTS, SUPPLIERS, PRIVATE_ENDPOINTS_3)
"""What one asks of others."""
PRIVATE_ALONE = (NS_2, SC_7, PRIVATE_ENDPOINTS_3, PRIVATE_ENDPOINTS_4)
"""Whether the private way is the only one."""
