"""`python -m pulumi_private_endpoint.cli`, where the console script is not on PATH."""

from . import main

main()
