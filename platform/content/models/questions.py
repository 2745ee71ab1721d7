"""Interview questions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from catalog import entries, questions
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import Level, Publishable, slugs_of


class Question(Publishable):
    """An interview question with the rubric it is marked by.

    `rubric` is a list of {text, keywords, critical}, `wrong_answers` of {claim, feedback}, `follow_ups` of strings.
    `awaited` holds the slugs its file names that nobody has written yet, {"lessons": […], "labs": […]}; they are
    linked as soon as they exist.
    """

    prompt = models.TextField()
    order = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=20, choices=Level, default=Level.BEGINNER)
    model_answer = models.TextField()
    rubric = models.JSONField(default=list)
    wrong_answers = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    lessons = models.ManyToManyField("content.Lesson", blank=True, related_name="questions")
    labs = models.ManyToManyField("content.Lab", blank=True, related_name="questions")
    concepts = models.ManyToManyField("content.Concept", blank=True, related_name="questions")
    awaited = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "title"]

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.slug])

    def entry(self) -> entries.Question:
        faults = Faults(f"questions/{self.slug}.md", [])
        table = {
            "title": self.title,
            "prompt": self.prompt,
            "order": self.order,
            "level": self.level,
            "follow_ups": self.follow_ups,
            "concepts": slugs_of(self, "concepts"),
            "lessons": slugs_of(self, "lessons") + self.awaited.get("lessons", []),
            "labs": slugs_of(self, "labs") + self.awaited.get("labs", []),
            "draft": not self.is_published,
            "rubric": self.rubric,
            "wrong": self.wrong_answers,
        }
        question = questions.question_from(self.slug, Table(table, faults), self.model_answer, faults)
        faults.check()
        return question
