"""What Pulumi's host for dynamic providers asks of one: a process with a loop, a log, bags of properties."""
