"""The pack `private-endpoint-essentials`, for `pulumi preview --policy-pack`."""

from pulumi_private_endpoint.policies import ESSENTIALS, serve

serve(ESSENTIALS)
