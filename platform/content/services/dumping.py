"""Writes the database back out as content files."""

from __future__ import annotations

from pathlib import Path

from catalog import links
from catalog.entries import Catalog
from catalog.errors import CatalogError, CatalogErrors, Faults
from catalog.files import write_catalog
from content.services.loading import KINDS


def dump(root: Path) -> Catalog:
    """Write all content below `root` and return it.

    Raises:
        CatalogErrors: some row says what a file may not say; nothing is written.
    """
    catalog = as_catalog()
    write_catalog(catalog, root)
    return catalog


def as_catalog() -> Catalog:
    """Return all content as values, sorted by slug.

    Raises:
        CatalogErrors: the faults of every row, together.
    """
    errors: list[CatalogError] = []
    found: dict[str, tuple[object, ...]] = {}
    for kind in KINDS:
        entries = []
        for row in kind.model.objects.prefetch_related(*kind.prefetch).order_by("slug"):
            try:
                entries.append(row.entry())
            except CatalogErrors as faults:
                errors += faults.errors
        found[kind.name] = tuple(entries)
    catalog = Catalog(**found)  # type: ignore[arg-type]  # the kinds are the catalog's fields
    if not errors:
        links.check(catalog, Faults("", errors))
    if errors:
        raise CatalogErrors(errors)
    return catalog
