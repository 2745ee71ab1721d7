"""The referee child: holds the reference, the checks and the wrong solutions, and judges what the candidate claims."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import time
import types
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader import source_scan
from grader.bytecode import restored
from grader.candidate import unpack_files, use_threads
from grader.checks import Check, CheckFailed, Context
from grader.checks.artifacts import Artifact, Kept
from grader.checks.compare import Difference
from grader.misconceptions import Behaviour, Diverged, Watch
from grader.mistakes import Misconception
from grader.naming import Failure, Trials, explanations
from grader.outcomes import NOT_ATTEMPTED_KIND, Outcome, as_failed, at_case, error_told, value_told, with_mistake
from grader.recall import Recalled
from grader.report import CheckReport
from grader.server import Server, load_module
from grader.subject import CandidateGone, LearnerError, Subject, in_process, over_socket, seed_from
from grader.tracing import as_artifact
from grader.verdicts import CheckStatus, Verdict
from sandbox.frames import Frame, receive, send


def run(channel: socket.socket, link: socket.socket) -> None:
    """Take the job from `channel`, judge the candidate at the end of `link`, and tell events to `channel`."""
    payload = receive(channel)
    unpack_files(payload.tree["files"], memoryview(payload.blob))
    use_threads(payload.tree["threads"])
    link_subject = over_socket(link)

    def hang_up() -> None:
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    _Referee(payload.tree, channel, link_subject).judge(hang_up)


class _Referee:
    def __init__(self, job: dict[str, Any], channel: socket.socket, candidate: Subject) -> None:
        self._job = job
        self._channel = channel
        self._candidate = candidate
        self._seed = int(job["seed"])
        self._fixtures = self._load_fixtures()
        self._checks = self._load_checks()
        self._reference = self._local_reference()
        self._kept = Kept()

    # --- set-up -----------------------------------------------------------------------------------------------------
    def _load_fixtures(self) -> types.ModuleType | None:
        if not self._job["fixtures"]:
            return None
        module = load_module("fixtures", self._job["fixtures"], "fixtures.py", restored(self._job["fixtures_code"]))
        sys.modules["fixtures"] = module
        return module

    def _load_checks(self) -> list[Check]:
        module = load_module("checks", self._job["checks"], "checks.py", restored(self._job["checks_code"]))
        checks = [value for value in vars(module).values() if isinstance(value, Check)]
        ids = [check.id for check in checks]
        if not checks or len(set(ids)) != len(ids):
            raise ValueError("checks.py must declare at least one check, each with an id of its own")
        if self._job["visible_only"]:
            checks = [check for check in checks if not check.hidden]
        only = self._job["only"]
        return [check for check in checks if not only or (check.rerun and check.id in only)]

    def _local_reference(self) -> Subject:
        code = restored(self._job["reference_code"])
        server = Server(self._job["reference"], filename="reference.py", fixtures=self._fixtures, code=code)
        subject = Recalled(server)
        subject.load()
        return subject

    def _local_wrong(self, wrong: Misconception) -> Subject:
        code = restored(wrong.code)
        server = Server(wrong.source, filename=f"{wrong.name}.py", fixtures=self._fixtures, code=code)
        subject = in_process(server)
        subject.load()
        return subject

    # --- the grade --------------------------------------------------------------------------------------------------
    def judge(self, hang_up: Any) -> None:
        """Run every check and send the events: started, check by check, done."""
        self._tell("started", checks=[{"id": check.id, "title": check.title} for check in self._checks])
        if not self._checks:
            self._finish([], Verdict.NOT_ATTEMPTED, "All checks of this lab are hidden; they run when you hand in.")
            return
        uses = source_scan.forbidden_uses(self._job["source"], self._job["forbidden"])
        if uses:
            lines = ", ".join(f"`{use.name}` on line {use.line}" for use in uses[:5])
            self._finish([], Verdict.FORBIDDEN, f"This lab forbids what your code uses: {lines}.")
            return
        try:
            self._candidate.load()
        except LearnerError as error:
            message = f"Your code could not be loaded. {error}"
            self._finish([], Verdict.RUNTIME_ERROR, message, traceback=error.traceback)
            return
        except CandidateGone as error:
            self._finish([], Verdict.RUNTIME_ERROR, f"Your code could not be loaded: {error}.", ended=True)
            return
        outcomes, gone = self._run_checks()
        again = {} if gone else self._run_failed_again(outcomes)
        if self._job["trace"] and not gone:
            self._trace(outcomes)
        hang_up()
        verdict = self._verdict(outcomes, gone)
        self._finish([outcome.report for outcome in outcomes], verdict, ended=gone)
        # The verdict stands even if naming the mistake takes too long; the worker keeps the last "done".
        named = self._name_misconceptions(outcomes, again)
        if any(outcome.report.misconception for outcome in named):
            self._finish([outcome.report for outcome in named], verdict, ended=gone)

    def _run_checks(self) -> tuple[list[Outcome], bool]:
        outcomes: list[Outcome] = []
        for check in self._checks:
            try:
                outcome = self._run(check, self._candidate, self._seed)
            except CandidateGone as error:
                outcomes.append(self._ended(check, str(error)))
                self._tell("check", check=outcomes[-1].report.as_event())
                return outcomes, True
            outcomes.append(outcome)
            self._tell("check", check=outcome.report.as_event())
        return outcomes, False

    def _trace(self, outcomes: Sequence[Outcome]) -> None:
        """Run the first visible check that failed, or the first of all, once more and keep what the candidate did."""
        shown = [(c, o.report.status) for c, o in zip(self._checks, outcomes, strict=True) if not c.hidden and c.rerun]
        check = next((check for check, status in shown if status != CheckStatus.PASSED), shown[0][0] if shown else None)
        if check is None:
            return
        with contextlib.suppress(CandidateGone, LearnerError):
            self._candidate.ask("trace", "", (), {})
            self._run(check, self._candidate, self._seed, quiet=True)
            table = as_artifact(self._candidate.ask("trace", "", (), {}), check.title)
            if table is not None:
                self._kept.add(Artifact(table, len(json.dumps(table))))

    def _run_failed_again(self, outcomes: Sequence[Outcome]) -> dict[str, Behaviour]:
        """Gather evidence on a second input, so that no claim rests on one."""
        again: dict[str, Behaviour] = {}
        for check, outcome in zip(self._checks, outcomes, strict=True):
            if not check.rerun or outcome.report.status == CheckStatus.PASSED:
                continue
            try:
                again[check.id] = self._run(check, self._candidate, self._seed + 1, quiet=True).behaviour
            except CandidateGone:
                return again
        return again

    def _run(
        self, check: Check, subject: Subject, seed: int, *, quiet: bool = False, watch: Watch | None = None
    ) -> Outcome:
        """Run one check on `subject`; `watch` may end it early.

        Raises CandidateGone and Diverged; an error of the author's own reference is raised too.
        """
        check_seed = seed_from(seed, check.id)
        subject.begin(check_seed)
        self._reference.begin(check_seed)
        before = len(subject.forbidden)
        heard = (_ignore, _ignore) if quiet else (self._progress, self._kept.add)
        ctx = Context(subject, self._reference, check_seed, *heard)
        subject.on_report = heard[0]
        subject.on_evidence, ctx.on_observed = (watch.answered, watch.observed) if watch else (_ignore, _ignore)
        report = CheckReport(check.id, check.title, CheckStatus.PASSED, check.points, check.points, check.hidden)
        kind, stumbled = "", False
        try:
            check.function(ctx)
        except CheckFailed as failure:
            report = as_failed(report, failure.found)
        except LearnerError as error:
            if error in self._reference.raised:
                raise
            kind = error.kind
            ctx.observed += subject.evidence[-1:] if ctx.observed else []  # what it raised tells mistakes apart, too
            report = replace(report, status=CheckStatus.ERROR, points=0.0, message=error_told(error))
            report = replace(report, traceback=error.traceback)
        except (CandidateGone, Diverged):
            raise
        except Exception:  # noqa: BLE001 - the check stumbled over what the candidate returned, or it is broken
            report = as_failed(
                report, Difference(f"Your code returned {value_told(subject)}, which this check can't use.")
            )
            stumbled = True
        if stumbled and watch is None:
            self._require_sound(check, check_seed)
        if len(subject.forbidden) > before:
            report = as_failed(report, Difference(f"`{subject.forbidden[-1]}` is not allowed in this lab."))
        report = at_case(report, "" if kind == NOT_ATTEMPTED_KIND else ctx.tried)
        work = ctx.counted.as_json() if ctx.counted else None
        report = replace(report, given="" if check.hidden else ctx.inputs, work=work)
        evidence = list(ctx.observed or subject.evidence)
        return Outcome(report, Behaviour(report.status != CheckStatus.PASSED, evidence, bool(ctx.observed)), kind)

    def _require_sound(self, check: Check, check_seed: int) -> None:
        """Run `check` on the reference itself; what it raises then is the author's fault and ends the grade."""
        twin = self._local_reference()
        twin.begin(check_seed)
        self._reference.begin(check_seed)
        with contextlib.suppress(CheckFailed):
            check.function(Context(twin, self._reference, check_seed, _ignore, _ignore))

    def _ended(self, check: Check, why: str) -> Outcome:
        report = CheckReport(check.id, check.title, CheckStatus.ERROR, 0.0, check.points, check.hidden)
        return Outcome(replace(report, message=f"The check got no answer from your code: {why}."), Behaviour(True, []))

    # --- what the mistake is ------------------------------------------------------------------------------------------
    def _name_misconceptions(self, outcomes: list[Outcome], again: Mapping[str, Behaviour]) -> list[Outcome]:
        """Name the wrong solution behind every failed check that exactly one of them explains."""
        failing = [o for o in outcomes if o.report.status != CheckStatus.PASSED and o.behaviour.evidence]
        if all(outcome.error_kind == NOT_ATTEMPTED_KIND for outcome in failing):
            return outcomes
        failed = {outcome.report.id: outcome.behaviour for outcome in failing}
        failures = [
            Failure(check, failed[check.id], again.get(check.id))
            for check in self._checks
            if check.rerun and check.id in failed
        ]
        known = [Misconception(**fields) for fields in self._job["wrong"]]
        deadline = time.process_time() + float(self._job["misconception_seconds"])
        found = explanations(known, failures, Trials(self._local_wrong, self._fails_so, deadline))
        return [with_mistake(outcome, found.get(outcome.report.id)) for outcome in outcomes]

    def _fails_so(self, check: Check, subject: Subject, second: bool, wanted: Behaviour) -> bool:
        with contextlib.suppress(Diverged):
            outcome = self._run(check, subject, self._seed + second, quiet=True, watch=Watch(wanted))
            return outcome.behaviour.explains(wanted)
        return False

    # --- the result ---------------------------------------------------------------------------------------------------
    def _verdict(self, outcomes: Sequence[Outcome], gone: bool) -> Verdict:
        failing = [outcome for outcome in outcomes if outcome.report.status != CheckStatus.PASSED]
        if gone:
            return Verdict.RUNTIME_ERROR
        if not failing:
            return Verdict.PASSED
        if self._candidate.forbidden:
            return Verdict.FORBIDDEN
        kinds = {outcome.error_kind for outcome in failing}
        if kinds == {NOT_ATTEMPTED_KIND} and not any(o.report.points for o in outcomes):
            return Verdict.NOT_ATTEMPTED
        if "MemoryError" in kinds:
            return Verdict.OUT_OF_MEMORY
        if all(outcome.report.status == CheckStatus.ERROR for outcome in failing):
            return Verdict.RUNTIME_ERROR
        return Verdict.FAILED

    def _finish(
        self,
        reports: Sequence[CheckReport],
        verdict: Verdict,
        message: str = "",
        *,
        traceback: str = "",
        ended: bool = False,
    ) -> None:
        done = [*reports]
        done += [
            CheckReport(check.id, check.title, CheckStatus.SKIPPED, 0.0, check.points, check.hidden)
            for check in self._checks[len(done) :]
        ]
        self._tell(
            "done",
            verdict=verdict,
            message=message,
            traceback=traceback,
            ended=ended,
            checks=[report.as_event() for report in done],
            artifacts=self._kept.as_json(),
        )

    def _tell(self, event: str, **details: Any) -> None:
        send(self._channel, Frame({"event": event, **_plain(details)}))

    def _progress(self, step: int, scalars: Mapping[str, float]) -> None:
        self._tell("progress", step=step, scalars=self._kept.add_scalars(step, scalars))


def _ignore(*_: object) -> None:
    """Drop what a run made only for evidence has to show."""


def _plain(value: Any) -> Any:
    """Make floats that JSON has no word for into None, so that an event is always a frame."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not -1e308 < value < 1e308:
        return None
    return value
