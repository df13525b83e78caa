"""Which resources there are in a scope, and who is connected to them; what could not be read is told."""
