"""How well a learner seems to know a concept, from what they tried of it; plain arithmetic without queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

ITEM, QUESTION, LAB = 1.0, 2.0, 3.0  # what each is worth as evidence; a lab shows more than a quiz item
CAUTION = 4.0  # how much of what was not tried counts as not known


class Word(models.TextChoices):
    """The scale that learners read beside a bar."""

    NOT_BEGUN = "not_begun", _("Not begun")
    FIRST_STEPS = "first_steps", _("First steps")
    GROWING = "growing", _("Growing")
    SOLID = "solid", _("Solid")
    STRONG = "strong", _("Strong")


_FROM = ((0.85, Word.STRONG), (0.6, Word.SOLID), (0.3, Word.GROWING))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something tried: what it weighs and the share (0 to 1) that was earned."""

    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share (0 to 1) of a concept that a learner seems to know, and how many things that rests on."""

    share: float
    tried: int

    @property
    def percent(self) -> int:
        """The share as a whole percentage, rounded down."""
        return int(100 * self.share + 1e-9)

    @property
    def word(self) -> Word:
        if not self.tried:
            return Word.NOT_BEGUN
        return next((word for least, word in _FROM if self.share >= least - 1e-9), Word.FIRST_STEPS)


def estimate(evidence: Iterable[Evidence], *, untried: float) -> Estimate:
    """Weigh what was tried; of what was not, the weight `untried` counts as not known, up to `CAUTION`.

    So one right answer is no mastery where more could be asked, and whoever has done all there is can reach the top.
    """
    found = list(evidence)
    whole = sum(one.weight for one in found) + min(untried, CAUTION)
    earned = sum(one.weight * one.share for one in found)
    return Estimate(earned / whole if whole else 0.0, len(found))
