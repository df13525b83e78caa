"""Long-running operations: what answers say of them, and waiting for their end."""
