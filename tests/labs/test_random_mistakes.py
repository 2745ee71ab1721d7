"""Programs that are wrong at random are told a reason only where they do what that listed mistake does.

References are changed mechanically: another operator, another number, a condition the other way round. A change may
happen to be a listed mistake; so where one is named, both programs are graded on further seeds and must be told the
same.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from catalog.entries import Lab
from grader.report import CheckReport
from grader.service import Grader

SLUGS = sorted(path.parent.name for path in (settings.ROOT / "labs").glob("*/lab.toml"))
CHANGES_PER_LAB = 2
SEED, FURTHER_SEEDS = 3, (11, 12, 13, 14)

SWAPPED: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def edit(node: Any, rng: random.Random) -> bool:
    """Change `node` in place; False where there is nothing to change."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED:
        node.op = SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        node.ops[0] = SWAPPED[type(node.ops[0])]()
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        node.value = not node.value
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        node.value = rng.choice([node.value + 1, node.value - 1, node.value * 2 or 1])
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    else:
        return False
    return True


def wrong_programs(lab: Lab) -> Iterator[str]:
    """Yield references with one change each, always the same ones."""
    rng = random.Random(lab.slug)
    tree = ast.parse(lab.reference)
    places = [place for place, node in enumerate(ast.walk(tree)) if edit(copy.deepcopy(node), random.Random(0))]
    for place in rng.sample(places, min(CHANGES_PER_LAB, len(places))):
        changed = copy.deepcopy(tree)
        edit(list(ast.walk(changed))[place], rng)
        yield ast.unparse(ast.fix_missing_locations(changed))


def told(grader: Grader, lab: Lab, source: str, check: str, seed: int) -> tuple[Any, ...]:
    [found] = [one for one in grader.grade(lab, source, seed=seed).checks if one.id == check]
    return figures(found)


def figures(check: CheckReport) -> tuple[Any, ...]:
    """Return what a check said of a program, with numbers to four digits."""
    errors = [None if error is None else f"{error:.4g}" for error in (check.max_abs_error, check.max_rel_error)]
    return check.status, check.first_bad_index, check.got_shape, check.got_dtype, *errors


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_a_random_mistake_is_told_no_false_reason(grader: Grader, labs: dict[str, Lab], slug: str) -> None:
    lab = labs[slug]
    false = []
    for source in wrong_programs(lab):
        for check in grader.grade(lab, source, seed=SEED).checks:
            if not check.misconception:
                continue
            listed = lab.wrong[check.misconception]
            for seed in FURTHER_SEEDS:
                ours, theirs = (told(grader, lab, program, check.id, seed) for program in (source, listed))
                if ours != theirs:
                    false.append((check.id, check.misconception, seed, ours, theirs, source))
                    break

    assert not false


@pytest.mark.parametrize("slug", SLUGS)
def test_there_are_random_mistakes(labs: dict[str, Lab], slug: str) -> None:
    programs = list(wrong_programs(labs[slug]))

    assert len(programs) == len({*programs}) >= CHANGES_PER_LAB
    assert programs == list(wrong_programs(labs[slug]))
    assert ast.unparse(ast.parse(labs[slug].reference)) not in programs
