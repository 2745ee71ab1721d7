"""What every authored row has: a slug, a title and the memory of the file it came from."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    "Use lower-case letters, digits and single hyphens, such as “forward-and-backprop”.",
)


class Level(models.TextChoices):
    BEGINNER = "beginner", "Beginner"
    INTERMEDIATE = "intermediate", "Intermediate"
    ADVANCED = "advanced", "Advanced"


class Authored(models.Model):
    """A slugged row. `file_hash` is the hash of the entry last loaded from a file; empty when it was never a file."""

    slug = models.SlugField(max_length=80, unique=True, validators=[SLUG])
    title = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Publishable(Authored):
    """An authored row that learners see once it is published."""

    is_published = models.BooleanField("published", default=False, help_text="Learners see only what is published.")

    class Meta(Authored.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["title"]
