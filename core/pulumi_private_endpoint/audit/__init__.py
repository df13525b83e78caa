"""What is worth looking at among the connections there are: rules, exemptions, what was known before.

Pure, given what was read. It finds; it changes nothing.
"""
