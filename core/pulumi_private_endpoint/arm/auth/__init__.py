"""Which cloud, and who signs in to it."""
