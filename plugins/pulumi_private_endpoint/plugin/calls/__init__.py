"""What each resource and the function answer, call by call: bags become types here, and types become bags."""
