"""Tries a lab's wrong solutions on the checks that a candidate failed, to find the one that fails just so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.checks import Check
from grader.misconceptions import Behaviour, choose
from grader.mistakes import Misconception
from grader.subject import LearnerError, Subject


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that the candidate failed, and how it behaved on the first and, unless None, on a second seed."""

    check: Check
    first: Behaviour
    second: Behaviour | None


class OutOfTime(Exception):
    """Not every wrong solution could be tried, so none can be called the only one."""


@dataclass(slots=True)
class Trials:
    """The wrong solutions, run when first asked about and remembered.

    `load` makes a subject of one; `fails_so` says whether it fails a check as wanted, on the second seed when told
    so. Costs a run of a check, or part of one, for every new question. Raises OutOfTime once the process has used
    `deadline` seconds of processor time.
    """

    load: Callable[[Misconception], Subject]
    fails_so: Callable[[Check, Subject, bool, Behaviour], bool]
    deadline: float
    _subjects: dict[str, Subject | None] = field(default_factory=dict)
    _fits: dict[tuple[str, str], bool] = field(default_factory=dict)

    def fits(self, wrong: Misconception, failure: Failure) -> bool:
        """Say whether `wrong` fails this check just as the candidate did."""
        key = (wrong.name, failure.check.id)
        if key not in self._fits:
            if time.process_time() > self.deadline:
                raise OutOfTime
            self._fits[key] = self._try(wrong, failure)
        return self._fits[key]

    def _try(self, wrong: Misconception, failure: Failure) -> bool:
        if wrong.name not in self._subjects:
            self._subjects[wrong.name] = self._loaded(wrong)
        subject = self._subjects[wrong.name]
        if subject is None or not self.fails_so(failure.check, subject, False, failure.first):
            return False
        return failure.second is None or self.fails_so(failure.check, subject, True, failure.second)

    def _loaded(self, wrong: Misconception) -> Subject | None:
        try:
            return self.load(wrong)
        except LearnerError:
            return None


def explanations(
    known: Sequence[Misconception], failures: Sequence[Failure], trials: Trials
) -> dict[str, Misconception]:
    """Return the mistake behind each failed check, by the check's id, where exactly one explains it.

    A mistake is claimed when it alone explains the check it is about; it is then also named wherever else it fits.
    """
    by_check = {failure.check.id: failure for failure in failures}

    def best(among: Sequence[Misconception], failure: Failure) -> str | None:
        here = [wrong.name for wrong in among if trials.fits(wrong, failure)]
        agreements = {w.name: sum(trials.fits(w, other) for other in failures) for w in among if w.name in here}
        return choose(here, agreements)

    try:
        fitting = [w for w in known if w.check in by_check and trials.fits(w, by_check[w.check])]
        claimed = {w.name: w for w in fitting if best(known, by_check[w.check]) == w.name}
        chosen = {failure.check.id: best(list(claimed.values()), failure) for failure in failures}
    except OutOfTime:
        return {}
    return {check: claimed[name] for check, name in chosen.items() if name}
