"""Narrowing the list of lessons by what its address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from content import gathering, reading
from content.models.authored import Level


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu."""

    value: str
    label: str
    is_chosen: bool


class LessonFilter:
    """The menus above the list. A value that no menu offers narrows nothing. Two queries."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self._asked = asked

    @cached_property
    def groups(self) -> list[Choice]:
        return self._menu("group", [(title, title) for title in reading.group_titles()])

    @cached_property
    def levels(self) -> list[Choice]:
        return self._menu("level", [(level.value, str(level.label)) for level in Level])

    @cached_property
    def concepts(self) -> list[Choice]:
        return self._menu("concept", [(concept.slug, concept.title) for concept in gathering.concepts_of_lessons()])

    @property
    def narrowing(self) -> dict[str, str]:
        """Return what was chosen, by name; nothing chosen is an empty text."""
        menus = {"group": self.groups, "level": self.levels, "concept": self.concepts}
        return {name: next((one.value for one in menu if one.is_chosen), "") for name, menu in menus.items()}

    @property
    def is_active(self) -> bool:
        return any(self.narrowing.values())

    def _menu(self, name: str, pairs: list[tuple[str, str]]) -> list[Choice]:
        return [Choice(value, label, value == self._asked.get(name)) for value, label in pairs]
