"""The pack `private-endpoint-governance`, for `pulumi preview --policy-pack`."""

from pulumi_private_endpoint.policies import GOVERNANCE, serve

serve(GOVERNANCE)
