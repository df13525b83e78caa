"""Private endpoint connections: what they are, which one is meant, what to do with it, and how to prove it.

Knows nothing of Pulumi: the doors (dynamic provider, components, and whatever comes) stand on it.
"""
