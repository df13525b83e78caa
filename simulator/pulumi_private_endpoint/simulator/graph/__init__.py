"""Azure Resource Graph: what it knows, how it is asked, how it pages, and how far behind it is."""
