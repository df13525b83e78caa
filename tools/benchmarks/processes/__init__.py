"""What a process costs: its memory and its start. Each is measured in a fresh one."""
