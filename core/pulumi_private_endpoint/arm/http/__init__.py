"""The one way out to ARM: requests, their URLs, rate limits and repeats."""
