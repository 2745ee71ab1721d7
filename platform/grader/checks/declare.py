"""How an author declares a check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.checks.context import Context


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a learner's code must do.

    `rerun` False is for a check that trains: on a failure it is not run again, neither on a second input nor with the
    wrong solutions, so it never names a misconception. Let a cheaper check do that.
    """

    id: str
    title: str
    points: float
    hidden: bool
    rerun: bool
    function: Callable[[Context], None]


def check(
    id: str,  # noqa: A002 - the word the reports use
    *,
    title: str,
    points: float,
    hidden: bool = False,
    rerun: bool = True,
) -> Callable[[Callable[[Context], None]], Check]:
    """Declare the decorated function as a check; the order in the file is the order in the report.

    Example::

        @check("scales_survivors", title="Survivors are scaled", points=2)
        def scales_survivors(ctx):
            x = ctx.randn(4, 8)
            ctx.equal(ctx.candidate.scale(x), ctx.reference.scale(x), what="the output")
    """
    return lambda function: Check(id, title, float(points), hidden, rerun, function)
