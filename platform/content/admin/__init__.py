"""Where authors write."""

from content.admin import authored, labs

__all__ = ["authored", "labs"]
