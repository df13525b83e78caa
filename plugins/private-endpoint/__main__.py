"""The provider plugin, as `pulumi package add` runs it."""

from pulumi_private_endpoint.plugin.__main__ import main

main()
