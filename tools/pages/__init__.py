"""What is derived: the simulator's facts, and the pages that say what the code says (`make docs`)."""
