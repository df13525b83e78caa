"""How each Azure service is spoken to: one row of data for each type."""
