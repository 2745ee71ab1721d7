"""The library that `checks.py` files are written with."""

from grader.checks.compare import CheckFailed
from grader.checks.context import Context
from grader.checks.declare import Check, check

__all__ = ["Check", "CheckFailed", "Context", "check"]
