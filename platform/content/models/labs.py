"""Labs, their files, and the versions that submissions were graded against."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from content.models.authored import Level, Publishable


class Device(models.TextChoices):
    CPU = "cpu", "CPU"
    ANY = "any", "GPU when there is one, else CPU"
    CUDA = "cuda", "GPU only"


def default_limits() -> dict[str, Any]:
    return {"wall_seconds": 10.0, "cpu_seconds": 10.0, "memory_bytes": 1 << 30}


def default_seeds() -> list[int]:
    return [1, 2, 3]


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
        "content.LabVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "title"]

    def get_absolute_url(self) -> str:
        return reverse("lab", args=[self.slug])


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
        return f"{self.lab_id}@{self.version}"


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
