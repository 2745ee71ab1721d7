"""What every authored row has: a slug, a title and the memory of the file it came from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.errors import CatalogErrors
from catalog.fingerprint import Entry
from catalog.texts import LONGEST_SLUG, SLUG

SLUG_VALIDATOR = RegexValidator(
    rf"^{SLUG.pattern}\Z", "Use lower-case letters, digits and single hyphens, such as “forward-and-backprop”."
)


class Level(models.TextChoices):
    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Authored(models.Model):
    """A slugged row. `file_hash` is the fingerprint of the entry last loaded from a file; empty when there was none."""

    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True, validators=[SLUG_VALIDATOR])
    title = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        check_entry(self)

    @abstractmethod
    def entry(self) -> Entry:
        """Return the row as the value a file would hold.

        Raises:
            CatalogErrors: the row says something that a file may not say.
        """


class Publishable(Authored):
    """An authored row that learners see once it is published."""

    is_published = models.BooleanField("published", default=False, help_text="Learners see only what is published.")

    class Meta(Authored.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["title"]


def check_entry(row: Any) -> None:
    """Turn what the entry's reader finds wrong into sentences on a form.

    Raises:
        ValidationError: with the code `entry`.
    """
    try:
        row.entry()
    except CatalogErrors as faults:
        sentences = [f"{fault.where}: {fault.message}" if fault.where else fault.message for fault in faults.errors]
        raise ValidationError([ValidationError(sentence, code="entry") for sentence in sentences]) from None


def slugs_of(row: models.Model, relation: str) -> list[str]:
    """Return the slugs on the other side of a many-to-many relation; a row that is not saved has none."""
    if row.pk is None:
        return []
    related: Iterable[Any] = getattr(row, relation).all()
    return [other.slug for other in related]
