"""What entries say about each other: every slug named exists, and nothing requires itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.entries import Catalog
from catalog.errors import Faults


def find_cycle(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the first circle as a path that ends where it begins, or nothing. Edges to unknown nodes are ignored."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        pending = [(start, iter(edges[start]))] if start not in done else []
        while pending:
            node, following = pending[-1]
            if len(path) < len(pending):
                path.append(node)
            step = next(following, None)
            if step is None:
                done.add(path.pop())
                pending.pop()
            elif step in path:
                return [*path[path.index(step) :], step]
            elif step in edges and step not in done:
                pending.append((step, iter(edges[step])))
    return []


def check(catalog: Catalog, faults: Faults) -> None:
    """Fault slugs that lead nowhere and prerequisites that run in a circle.

    A question may name lessons and labs that are still to be written.
    """
    concepts = {concept.slug: concept.prerequisites for concept in catalog.concepts}
    lessons = {lesson.slug: lesson.prerequisites for lesson in catalog.lessons}
    in_concepts = faults.at("lessons/concepts.toml")
    for concept in catalog.concepts:
        _known(concept.prerequisites, concepts, in_concepts, f"{concept.slug}.prerequisites", "concept")
    _acyclic(concepts, in_concepts)
    for lesson in catalog.lessons:
        at = faults.at(f"lessons/{lesson.slug}/lesson.md")
        _known(lesson.concepts, concepts, at, "concepts", "concept")
        _known(lesson.prerequisites, lessons, at, "prerequisites", "lesson")
    _acyclic(lessons, faults.at("lessons"))
    for question in catalog.questions:
        _known(question.concepts, concepts, faults.at(f"questions/{question.slug}.md"), "concepts", "concept")
    for quiz in catalog.quizzes:
        at = faults.at(f"quizzes/{quiz.slug}.toml")
        _known([quiz.lesson] if quiz.lesson else [], lessons, at, "lesson", "lesson")
        for n, item in enumerate(quiz.items, 1):
            _known(item.concepts, concepts, at, f"item[{n}].concepts", "concept")
        for n, pool in enumerate(quiz.pools, 1):
            _known(pool.concepts, concepts, at, f"pool[{n}].concepts", "concept")
    for lab in catalog.labs:
        at = faults.at(f"labs/{lab.slug}/lab.toml")
        _known([lab.lesson] if lab.lesson else [], lessons, at, "lesson", "lesson")
        _known(lab.concepts, concepts, at, "concepts", "concept")


def _known(slugs: Iterable[str], known: Iterable[str], faults: Faults, where: str, noun: str) -> None:
    for slug in slugs:
        if slug not in known:
            faults.add(where, f"no {noun} is called “{slug}”; expected a slug that exists")


def _acyclic(edges: Mapping[str, Iterable[str]], faults: Faults) -> None:
    if circle := find_cycle(edges):
        faults.add("prerequisites", f"run in a circle: {' → '.join(circle)}")
