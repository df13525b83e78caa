"""The approvals of one subscription: those that the register has under the stack's name."""

from pathlib import Path

import pulumi
import yaml

from pulumi_private_endpoint.approval import PrivateEndpointApprovalSet

REGISTER = Path(__file__).with_name("register.yaml")

entries = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))[pulumi.get_stack()]
approvals = PrivateEndpointApprovalSet("approvals", entries)

pulumi.export("approved", approvals.results.apply(len))
