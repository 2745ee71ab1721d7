"""Labs, their files, and the versions that submissions were graded against."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import entries, labs
from catalog.errors import CatalogErrors, Faults
from catalog.tables import Table
from catalog.texts import decode
from content.models.authored import Level, Publishable, slugs_of

UNVERIFIED = (
    "This version of the lab has not been verified, so it cannot be published. Save it unpublished, run “Verify” and "
    "publish it when the verification has passed."
)


class Device(models.TextChoices):
    CPU = "cpu", _("CPU")
    ANY = "any", _("GPU when there is one, else CPU")
    CUDA = "cuda", _("GPU only")


def default_limits() -> dict[str, Any]:
    return asdict(entries.Limits())


def default_seeds() -> list[int]:
    return list(labs.DEFAULT_SEEDS)


class Lab(Publishable):
    """A lab as its author last saved it; what learners are graded by is `current_version`.

    `entry_points` is a list of {name, signature}, `hints` of {kind, text}, `forbidden` and `public_files` of strings,
    `seeds` of whole numbers; `limits` is {wall_seconds, cpu_seconds, memory_bytes}.
    """

    summary = models.TextField()
    level = models.CharField(max_length=20, choices=Level, default=Level.BEGINNER)
    points = models.FloatField(default=10.0, validators=[MinValueValidator(0.0)])
    minutes = models.PositiveIntegerField(default=30)
    order = models.PositiveIntegerField(default=0)
    statement = models.TextField()
    starter = models.TextField()
    reference = models.TextField()
    checks = models.TextField()
    fixtures = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.SET_NULL, null=True, blank=True, related_name="labs")
    concepts = models.ManyToManyField("content.Concept", blank=True, related_name="labs")
    device = models.CharField(max_length=10, choices=Device, default=Device.CPU)
    limits = models.JSONField(default=default_limits)
    entry_points = models.JSONField(default=list)
    forbidden = models.JSONField(default=list, blank=True)
    hints = models.JSONField(default=list, blank=True)
    seeds = models.JSONField(default=default_seeds)
    public_files = models.JSONField(default=list, blank=True)
    current_version = models.ForeignKey(
        "content.LabVersion", on_delete=models.RESTRICT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "title"]

    def get_absolute_url(self) -> str:
        return reverse("lab", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.is_published and not self.is_proven:
            raise ValidationError({"is_published": UNVERIFIED})

    @property
    def is_proven(self) -> bool:
        """Whether what the row says now is its current version, and that version may be published."""
        current = self.current_version
        return current is not None and current.is_proven and current.version == self.entry().version

    def entry(self) -> entries.Lab:
        faults = Faults(f"labs/{self.slug}", [])
        table = {
            "title": self.title,
            "summary": self.summary,
            "level": self.level,
            "points": self.points,
            "minutes": self.minutes,
            "order": self.order,
            "lesson": self.lesson.slug if self.lesson else "",
            "concepts": slugs_of(self, "concepts"),
            "device": self.device,
            "forbidden": self.forbidden,
            "seeds": self.seeds,
            "public_files": self.public_files,
            "draft": not self.is_published,
            "limits": self.limits,
            "entry_point": self.entry_points,
            "hint": self.hints,
        }
        files = {} if self.pk is None else {file.path: bytes(file.content) for file in self.files.all()}
        wrong = {
            name: decode(files[path], faults.at(f"{faults.path}/{path}"))
            for path in files
            if (name := labs.wrong_name(path))
        }
        lab = labs.lab_from(
            self.slug,
            Table(table, faults.at(f"{faults.path}/{labs.SETTINGS}")),
            texts={key: getattr(self, key) for key in labs.TEXTS.values()},
            wrong=wrong,
            files={path: data for path, data in files.items() if not labs.wrong_name(path)},
        )
        labs.check(lab, faults)
        faults.check()
        return lab


class LabFile(models.Model):
    """A file of a lab beside its texts: `wrong/forgot_scale.py`, or data such as `backbone.safetensors`."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lab", "path"], name="one_lab_file_per_path"),
        ]

    def __str__(self) -> str:
        return self.path


class LabVersion(models.Model):
    """What a submission is graded by, frozen: the lab's whole folder as it stood, under the hash of what grading needs.

    `is_shipped` marks a version that came from content files, which their own test suite proves.
    """

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    is_shipped = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    verification = models.JSONField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lab", "version"], name="one_version_per_hash"),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_proven(self) -> bool:
        """Whether learners may be graded by it."""
        return self.verified or self.is_shipped

    @property
    def state(self) -> str:
        """Say where its verification stands: verified, queued, failed or not verified."""
        if self.queued_at is not None:
            return "queued"
        if self.verified:
            return "verified"
        return "not verified" if self.verification is None else "failed"

    def entry(self) -> entries.Lab:
        """Rebuild what was graded, from the frozen files (one query, two when the lab is not loaded).

        Raises:
            CatalogErrors: the frozen files are damaged.
        """
        faults = Faults(f"labs/{self.lab.slug}@{self.version}", [])
        lab = labs.lab_from_files(self.lab.slug, {file.path: bytes(file.content) for file in self.files.all()}, faults)
        if lab is None or faults.errors:
            raise CatalogErrors(faults.errors)
        return lab


class LabVersionFile(models.Model):
    """One file of a frozen lab folder, `lab.toml` included."""

    lab_version = models.ForeignKey(LabVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lab_version", "path"], name="one_frozen_file_per_path"),
        ]

    def __str__(self) -> str:
        return self.path
