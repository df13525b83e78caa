"""What resources say: which is which by its type, what approvals decide, and what is written round them."""
