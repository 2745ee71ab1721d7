"""Everything wrong with content, said in one go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CatalogError:
    """One fault. `where` is a line (`line 4`), a key (`item[3].choice`) or empty for the file as a whole."""

    path: str
    where: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.path, self.where, self.message) if part)


class CatalogErrors(Exception):
    """All the faults of one tree of files, or of one entry."""

    def __init__(self, errors: list[CatalogError]) -> None:
        self.errors = tuple(sorted(dict.fromkeys(errors), key=lambda error: error.path))
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True, slots=True)
class Faults:
    """Gathers the faults of one file into a list that the files of a tree share."""

    path: str
    errors: list[CatalogError]

    def add(self, where: str, message: str) -> None:
        self.errors.append(CatalogError(self.path, where, message))

    def at(self, path: str) -> Faults:
        """Gather for another file into the same list."""
        return Faults(path, self.errors)

    def check(self) -> None:
        """Raise what was gathered.

        Raises:
            CatalogErrors: at least one fault was added.
        """
        if self.errors:
            raise CatalogErrors(self.errors)
