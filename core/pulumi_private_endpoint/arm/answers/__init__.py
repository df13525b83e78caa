"""What an answer of ARM's says: its body, its errors, its headers. Reads, and never raises."""
