"""What components are made of: a decision, requesters, the door they go through, the wait for a consumer."""
