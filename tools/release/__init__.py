"""What a release is made of: the version, its notes, and the files."""
