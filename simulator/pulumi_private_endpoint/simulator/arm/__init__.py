"""The ARM side: one endpoint for every path, and the services behind it."""
