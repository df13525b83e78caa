"""What is known of each service, with its source; nothing of it is shared with the provider."""
