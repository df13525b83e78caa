"""`private-endpoint audit`: the files and stacks it is given, what it reads, and the command itself."""
