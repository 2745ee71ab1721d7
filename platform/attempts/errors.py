"""Why an answer or an attempt is refused; each error's text is a sentence for the learner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.numbers import AnswerError


class AttemptError(Exception):
    """Any refusal by this room."""


class EmptyQuizError(AttemptError):
    """A quiz without items can't be taken."""

    def __init__(self) -> None:
        super().__init__(_("This quiz has no questions yet."))


class ClosedError(AttemptError):
    """The attempt, or this one question of it, takes no more answers."""


class ConflictError(AttemptError):
    """The stored answer is newer than the one the sender had seen."""

    def __init__(self, *, answer: dict[str, object] | None, certainty: int | None, revision: int) -> None:
        super().__init__(_("This answer was changed in another tab or on another device. The newer answer was kept."))
        self.answer = answer
        self.certainty = certainty
        self.revision = revision


def in_words(problem: AttemptError | AnswerError) -> str:
    """Say a refusal in the learner's language. `scoring` knows none: its sentences are translated here."""
    if isinstance(problem, AttemptError):
        return str(problem)
    sentence = _(problem.sentence)
    values = {
        name: in_words(value) if isinstance(value, AnswerError) else value for name, value in problem.values.items()
    }
    return sentence % values if values else sentence
