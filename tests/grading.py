"""A lab so small that a test shows only what it is about: `solve(x)` must return 2·x."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalog.entries import EntryPoint, Lab, Level, Limits

REFERENCE = '''
"""reference_mark_7f3a"""
def solve(x):
    return 2 * x
'''

CHECKS = """
from grader.checks import check

@check("doubles", title="Doubles", points=6)
def doubles(ctx):
    x = ctx.randn(3)
    ctx.given(x=x)
    ctx.equal(ctx.candidate.solve(x), ctx.reference.solve(x), what="the result")

@check("keeps_input", title="Leaves its input alone", points=4, hidden=True)
def keeps_input(ctx):
    x = ctx.randn(2, 3)
    ctx.equal(ctx.unchanged("solve", x), ctx.reference.solve(x), what="the result")
"""

WRONG = {
    "forgot_to_double": (
        '"""You returned the input.\n\ncheck: doubles\nlesson: doubling\n"""\ndef solve(x):\n    return x\n'
    ),
    "doubled_in_place": (
        '"""You doubled the input itself.\n\ncheck: keeps_input\n"""\ndef solve(x):\n    x *= 2\n    return x\n'
    ),
}


def tiny_lab(**changes: Any) -> Lab:
    """Return the lab with `changes`."""
    lab = Lab(
        slug="tiny",
        title="Tiny",
        summary="Double it.",
        level=Level.BEGINNER,
        points=10,
        minutes=1,
        entry_points=(EntryPoint("solve", "solve(x)"),),
        statement="Double `x`.",
        starter="def solve(x):\n    raise NotImplementedError\n",
        reference=REFERENCE,
        checks=CHECKS,
        wrong=WRONG,
        limits=Limits(wall_seconds=5, cpu_seconds=5, memory_bytes=256 << 20),
        seeds=(1, 2),
    )
    return replace(lab, **changes)
