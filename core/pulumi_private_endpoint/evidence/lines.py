"""Text of others, made harmless to show: for doors that stand on the evidence alone."""

from pulumi_private_endpoint.connections.text import printable, subscript

__all__ = ["printable", "subscript"]
