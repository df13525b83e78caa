"""What lives as long as a process: the session, the claims, the locks, what a preview showed."""
