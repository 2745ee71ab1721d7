"""The publishing checks over rows, for the admin's gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from catalog.errors import CatalogError
from catalog.publishing import Findings, Known, check_lesson, check_question
from content.explainers import EXPLAINERS
from content.models import Concept, Item, Lab, LearningPath, Lesson, Question, Quiz, Term


def findings_of(row: Lesson | Question) -> Findings:
    """Check a row as it would be published now; figures and facts are those that are saved. Eight queries.

    Raises:
        CatalogErrors: the row says something that a file may not say.
    """
    found = Findings()
    if isinstance(row, Lesson):
        check_lesson(row.entry(), _known(row), found, today=timezone.localdate().isoformat())
    else:
        check_question(row.entry(), _known(row), found)
    return found


def sentences(found: Iterable[CatalogError]) -> list[str]:
    """Say findings without the path of the file, which the author does not edit."""
    return [f"{one.where}: {one.message}" if one.where else one.message for one in found]


def _known(row: Lesson | Question) -> Known:
    models: dict[str, Any] = {"lessons": Lesson, "questions": Question, "quizzes": Quiz, "labs": Lab}
    slugs = {kind: _slugs(model.objects.filter(is_published=True)) for kind, model in models.items()}
    for kind, model in (("concepts", Concept), ("glossary", Term), ("paths", LearningPath)):
        slugs[kind] = _slugs(model.objects.all())
    slugs["explainer"] = frozenset(EXPLAINERS)
    own = "lessons" if isinstance(row, Lesson) else "questions"
    slugs[own] |= {row.slug}
    items = Item.objects.filter(quiz__slug=row.slug, quiz__is_published=True).values_list("slug", flat=True)
    return Known(slugs, {row.slug: frozenset(items)})


def _slugs(rows: Any) -> frozenset[str]:
    return frozenset(rows.values_list("slug", flat=True))
