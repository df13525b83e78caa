"""`private-endpoint adopt`: what is asked, and the folders that answer it."""
