"""Those we are compared with: each in an environment of its own, set to work by a program that runs there."""
