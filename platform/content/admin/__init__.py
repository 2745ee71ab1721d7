"""Where authors write."""

from content.admin import authored, labs, library

__all__ = ["authored", "labs", "library"]
