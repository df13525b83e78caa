"""The way in for tests and people: the control API and the request log."""
