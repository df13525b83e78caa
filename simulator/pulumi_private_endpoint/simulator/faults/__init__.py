"""What goes wrong when a scenario asks for it."""
