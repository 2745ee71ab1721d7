"""The library that `checks.py` files are written with."""

from grader.checks.context import CheckFailed, Context
from grader.checks.declare import Check, check

__all__ = ["Check", "CheckFailed", "Context", "check"]
