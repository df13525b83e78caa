"""The quickstart: the program in the root, run by the real engine against an Azure of this machine.

It is the shortest way to see what an approval does, request by request, with no subscription, no sign-in
and no Pulumi account. `python -m examples.quickstart` runs it; `make quickstart` sets up what it needs first.
"""
