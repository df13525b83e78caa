"""What decisions leave behind: the words on them, and what Pulumi's states know of them.

Pure. Policies and the audit judge by the same measure, and read the same records.
"""
