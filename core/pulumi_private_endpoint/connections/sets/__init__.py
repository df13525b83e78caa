"""Many approvals in one resource, each on the single one's own path."""
