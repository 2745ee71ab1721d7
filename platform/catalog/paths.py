"""`lessons/paths.toml`: orders in which to read lessons and write labs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.entries import LearningPath, PathKind, Stage
from catalog.tables import Table


def stage_from(table: Table) -> Stage:
    stage = Stage(
        title=table.text("title", longest=200),
        summary=table.text("summary"),
        lessons=table.slugs_in_order("lessons"),
        labs=table.slugs_in_order("labs"),
    )
    table.close()
    return stage


def path_from(table: Table) -> LearningPath:
    path = LearningPath(
        slug=table.slug("slug"),
        title=table.text("title", longest=200),
        summary=table.text("summary"),
        kind=table.one_of("kind", PathKind),
        stages=tuple(stage_from(row) for row in table.tables("stage")),
    )
    if not path.stages:
        table.fault("stage", f"expected at least one stage under [[{table.at('stage')}]]")
    table.close()
    return path


def paths_from(table: Table) -> tuple[LearningPath, ...]:
    """Read the whole file, sorted by slug."""
    return tuple(sorted(table.unlike("path", path_from), key=lambda path: path.slug))


def to_table(paths: Iterable[LearningPath]) -> dict[str, Any]:
    return {"path": [path_to_table(path) for path in paths]}


def path_to_table(path: LearningPath) -> dict[str, Any]:
    return {
        "slug": path.slug,
        "title": path.title,
        "summary": path.summary,
        "kind": path.kind.value,
        "stage": [stage_to_table(stage) for stage in path.stages],
    }


def stage_to_table(stage: Stage) -> dict[str, Any]:
    optional = {"lessons": list(stage.lessons), "labs": list(stage.labs)}
    return {"title": stage.title, "summary": stage.summary, **{key: value for key, value in optional.items() if value}}
