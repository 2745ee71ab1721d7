"""What is promised of every shipped lab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from catalog.entries import Lab
from grader.service import Grader
from grader.verify import verify

SLUGS = sorted(path.parent.name for path in (settings.ROOT / "labs").glob("*/lab.toml"))
LEAST_WRONG_SOLUTIONS = 7
LEAST_HINTS = 4


def test_there_are_labs() -> None:
    assert {"backprop-mlp", "dropout-inverted", "gan-step", "transfer-freeze-finetune"} <= {*SLUGS}


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_reference_passes_starter_earns_nothing_and_every_wrong_solution_is_named(
    grader: Grader, labs: dict[str, Lab], slug: str
) -> None:
    lab = labs[slug]
    found = verify(grader, replace(lab, seeds=lab.seeds[:1]))  # `manage.py verify` and many_seeds.py try the others

    assert not found.problems
    assert len(found.wrong) >= LEAST_WRONG_SOLUTIONS
    assert all(outcome.ok for outcome in found.wrong)


@pytest.mark.parametrize("slug", SLUGS)
def test_hints_lead_from_a_nudge_to_code(labs: dict[str, Lab], slug: str) -> None:
    kinds = [hint.kind for hint in labs[slug].hints]

    assert len(kinds) >= LEAST_HINTS
    assert [kinds[0], kinds[-1]] == ["nudge", "code"]


@pytest.mark.parametrize("slug", SLUGS)
def test_some_checks_are_shown_and_some_hidden(grader: Grader, labs: dict[str, Lab], slug: str) -> None:
    report = grader.grade(labs[slug], labs[slug].starter, seed=1)

    assert {check.hidden for check in report.checks} == {True, False}


@pytest.mark.parametrize("slug", SLUGS)
def test_no_solution_names_a_path_of_a_machine(slug: str) -> None:
    for path in (settings.ROOT / "labs" / slug).rglob("*.py"):
        assert str(Path.home()) not in path.read_text()
