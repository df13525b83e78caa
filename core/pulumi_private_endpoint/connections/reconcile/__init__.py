"""From what is wanted to the connection's own word for it: read, find, decide, release, preview."""
