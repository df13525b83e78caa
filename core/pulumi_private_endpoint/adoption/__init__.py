"""Connections that stand, as programs that declare them: what goes into code, what is left to do, the texts.

Pure. Nothing here decides about a connection or gives a reason in its owner's place.
"""
