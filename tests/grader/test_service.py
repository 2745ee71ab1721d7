"""Whole grades in the real sandbox: the report's shape, whose fault is whose, and what never leaks."""

from __future__ import annotations

import contextlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from catalog.entries import Limits
from grader.keeper import Keeper
from grader.report import Report
from grader.service import MAX_SOURCE_CHARACTERS, Cancelled, Grader, shared
from grader.verdicts import CheckStatus, Verdict
from grading import CHECKS, REFERENCE, WRONG, tiny_lab
from sandbox.client import WardenLost

SECRET = "s3cret_of_the_author"
HALF = "def solve(x):\n    return 2 * x if x.dim() == 1 else x\n"


def statuses(report: Report) -> list[str]:
    return [check.status.value for check in report.checks]


def test_the_report_is_the_one_that_is_promised(grader: Grader) -> None:
    report = grader.grade(tiny_lab(), HALF, seed=7).as_json()

    assert json.loads(json.dumps(report, allow_nan=False))["schema"] == 1
    assert set(report) == {
        "schema", "lab", "lab_version", "verdict", "points", "max_points", "device", "seed", "wall_ms", "cpu_ms",
        "max_rss_bytes", "checks", "stdout", "message", "traceback", "artifacts",
    }  # fmt: skip
    passed, failed = report["checks"]
    assert (
        set(passed)
        == set(failed)
        == {
            "id", "title", "status", "points", "max_points", "hidden", "message", "misconception", "misconception_note",
            "lesson", "given", "max_abs_error", "max_rel_error", "first_bad_index", "expected_shape", "got_shape",
            "expected_dtype", "got_dtype", "traceback", "work",
        }
    )  # fmt: skip
    assert (report["lab"], report["lab_version"]) == ("tiny", tiny_lab().version)
    assert (report["verdict"], report["points"], report["max_points"]) == ("failed", 6.0, 10)
    assert all(type(check["points"]) is float for check in report["checks"])
    assert (report["seed"], report["device"]) == (7, "cpu")
    assert min(report["wall_ms"], report["cpu_ms"], report["max_rss_bytes"]) > 0
    assert (passed["id"], passed["status"], passed["points"]) == ("doubles", "passed", 6.0)
    assert (failed["id"], failed["status"], failed["points"]) == ("keeps_input", "failed", 0.0)
    assert failed["expected_shape"] == failed["got_shape"] == (2, 3)
    assert failed["max_rel_error"] == 0.5
    assert failed["first_bad_index"] == (0, 0)


def test_torch_may_be_given_two_threads_and_works_on_both() -> None:
    """A pool that was started before the fork would hang the child."""
    source = """
import resource, torch
def solve(x):
    for _ in range(3):
        torch.ones(400, 2000) @ torch.ones(2000, 400)
    used = [resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_THREAD)]
    print(torch.get_num_threads(), used[0] > used[1])
    return 2 * x
"""
    said = []
    for threads in (1, 2):
        with Grader(slots=1, threads=threads) as grader:
            report = grader.grade(tiny_lab(limits=Limits(60, 60, 512 << 20)), source, seed=1)
        assert report.verdict == Verdict.PASSED
        said.append(report.stdout.splitlines()[0])

    assert said == ["1 False", "2 True"]


def test_a_check_that_counts_reports_the_work(grader: Grader) -> None:
    lab = tiny_lab(checks=CHECKS.replace("ctx.candidate.solve(x)", 'ctx.work("solve", x).value'))

    counted, other = grader.grade(lab, REFERENCE, seed=1).as_json()["checks"]

    assert counted["work"] == {
        "text": "1 operator call, 0 FLOPs", "calls": 1, "flops": 0, "calls_backward": 0, "flops_backward": 0,
    }  # fmt: skip
    assert other["work"] is None


def test_a_failure_says_for_which_case_even_where_the_check_is_hidden(grader: Grader) -> None:
    lab = tiny_lab(checks=CHECKS.replace("    ctx.given(x=x)", "    ctx.case(x=x)").replace("6)", "6, hidden=True)"))
    for source, ending in (
        ("def solve(x):\n    return x\n", " That was for x = float32 [3]."),
        ("def solve(x):\n    return 1 / 0\n", "`. That was for x = float32 [3]."),
        ("def solve(x):\n    raise NotImplementedError\n", "Not written yet."),
        (REFERENCE, ""),
    ):
        check, *_ = grader.grade(lab, source, seed=1).checks
        assert (check.hidden, check.given) == (True, "")
        assert check.message.endswith(ending), check.message


SHOWS = CHECKS.replace(
    "    ctx.given(x=x)",
    "    y = ctx.candidate.solve(x)\n    ctx.images('result', (y / 10).reshape(1, 1, 3), alt='The result', columns=1)\n"
    "    ctx.table('sizes', {'x': [y.numel()]}, ['numbers'], alt='How many')",
)


def test_what_a_check_shows_is_of_the_learners_first_run(grader: Grader) -> None:
    reports = [
        grader.grade(tiny_lab(checks=SHOWS), source, seed=1) for source in (REFERENCE, "def solve(x):\n    return x\n")
    ]

    for report in reports:
        assert [(one["name"], one["kind"]) for one in report.artifacts] == [("result", "image"), ("sizes", "table")]
    assert reports[0].artifacts[0]["src"] != reports[1].artifacts[0]["src"]
    assert reports[1].checks[0].misconception == "forgot_to_double"


def test_what_can_not_be_shown_is_the_learners_mistake(grader: Grader) -> None:
    checks = SHOWS.replace("y / 10", "y")

    report = grader.grade(tiny_lab(checks=checks), "def solve(x):\n    return x.long()\n")

    assert (report.verdict, report.artifacts) == (Verdict.FAILED, ())
    assert report.checks[0].message == "Your code returned a tensor of shape [3], which this check can't use."


def test_a_run_of_the_visible_checks_neither_runs_nor_names_the_hidden_ones(grader: Grader) -> None:
    heard: list[dict[str, Any]] = []
    for source, verdict, points in ((HALF, Verdict.PASSED, 6.0), (WRONG["forgot_to_double"], Verdict.FAILED, 0.0)):
        report = grader.grade(tiny_lab(), source, seed=1, visible_only=True, trace=True, on_event=heard.append)
        assert [check.id for check in report.checks] == ["doubles"]
        assert (report.verdict, report.points, report.max_points) == (verdict, points, 6.0)
        assert "keeps_input" not in json.dumps([report.as_json(), heard])


def test_a_lab_whose_checks_are_all_hidden_has_none_to_run_alone(grader: Grader) -> None:
    lab = tiny_lab(checks=CHECKS.replace("points=6)", "points=6, hidden=True)"))

    report = grader.grade(lab, REFERENCE, seed=1, visible_only=True)

    assert (report.verdict, report.checks, report.max_points) == (Verdict.NOT_ATTEMPTED, (), 0.0)
    assert report.message == "All checks of this lab are hidden; they run when you hand in."


def test_a_run_of_chosen_checks_leaves_out_the_others_and_what_names_no_mistake(grader: Grader) -> None:
    lab = tiny_lab(checks=CHECKS.replace("hidden=True)", "rerun=False)"))

    for chosen in (["doubles"], ["doubles", "keeps_input"]):
        report = grader.grade(lab, WRONG["forgot_to_double"], seed=1, only=chosen)

        assert [(check.id, check.misconception) for check in report.checks] == [("doubles", "forgot_to_double")]
        assert (report.points, report.max_points) == (0.0, 6.0)
    [check] = grader.grade(tiny_lab(), REFERENCE, seed=1, only=["keeps_input"]).checks
    assert check.id == "keeps_input"


OBSERVES_FIRST = """
from grader.checks import check

@check("doubles", title="Doubles", points=6)
def doubles(ctx):
    x = ctx.randn(3)
    ctx.observe("it was asked")
    ctx.equal(ctx.candidate.solve(x), ctx.reference.solve(x), what="the result")
"""


def test_what_was_raised_after_an_observation_is_evidence_too(grader: Grader) -> None:
    wrong = '"""You raise.\n\ncheck: doubles\n"""\ndef solve(x):\n    raise KeyError("x")\n'
    lab = tiny_lab(checks=OBSERVES_FIRST, wrong={"raises": wrong})

    same, other = (
        grader.grade(lab, f"def solve(x):\n    raise {error}\n", seed=1).checks[0].misconception
        for error in ("KeyError('x')", "IndexError('x')")
    )

    assert (same, other) == ("raises", None)


def test_a_hidden_check_does_not_say_what_it_was_given(grader: Grader) -> None:
    shown, hidden = grader.grade(tiny_lab(), WRONG["forgot_to_double"], seed=1).checks

    assert shown.given == "x = float32 [3]"
    assert (hidden.hidden, hidden.given) == (True, "")


def test_the_mistake_is_named_where_one_explains_what_came_out(grader: Grader) -> None:
    report = grader.grade(tiny_lab(), "def solve(x):\n    y = x + 0\n    return y\n", seed=1)

    assert [check.misconception for check in report.checks] == ["forgot_to_double"] * 2
    assert report.checks[0].misconception_note == "You returned the input."
    assert report.checks[0].lesson == "doubling"


def test_no_mistake_is_named_where_none_or_two_explain(grader: Grader) -> None:
    twins = {**WRONG, "returned_x": WRONG["forgot_to_double"]}

    for lab, source in (
        (tiny_lab(), "def solve(x):\n    return 3 * x\n"),
        (tiny_lab(wrong=twins), "def solve(x):\n    return x\n"),
    ):
        report = grader.grade(lab, source, seed=1)
        assert statuses(report)[0] == "failed"
        assert [check.misconception for check in report.checks] == [None, None]


def test_the_same_seed_gives_the_same_figures(grader: Grader) -> None:
    first, second, other = (grader.grade(tiny_lab(), HALF, seed=seed).checks[1] for seed in (3, 3, 4))

    assert first == second
    assert first.max_abs_error != other.max_abs_error


def test_a_starter_is_not_attempted_and_a_part_of_it_is(grader: Grader) -> None:
    starter = grader.grade(tiny_lab(), tiny_lab().starter)
    assert (starter.verdict, starter.points) == (Verdict.NOT_ATTEMPTED, 0)
    assert [check.message for check in starter.checks] == ["Not written yet."] * 2

    begun = "def solve(x):\n    if x.dim() == 2:\n        raise NotImplementedError\n    return 2 * x\n"
    assert grader.grade(tiny_lab(), begun).verdict == Verdict.RUNTIME_ERROR


def test_a_name_that_is_not_there_is_said(grader: Grader) -> None:
    report = grader.grade(tiny_lab(), "answer = 42\n")

    assert report.verdict == Verdict.RUNTIME_ERROR
    assert "`solve` is not defined" in report.checks[0].message


def test_events_come_in_order_and_their_checks_are_the_reports(grader: Grader) -> None:
    checks = CHECKS.replace("    ctx.given(x=x)", "    ctx.report(1, loss=0.5)\n    ctx.report(2, loss=float('nan'))")
    events: list[dict[str, Any]] = []

    report = grader.grade(tiny_lab(checks=checks), REFERENCE, on_event=events.append)

    assert [event["event"] for event in events] == ["started", "progress", "progress", "check", "check"]
    assert events[0]["checks"][0] == {"id": "doubles", "title": "Doubles"}
    assert (events[1]["step"], events[1]["scalars"]) == (1, {"loss": 0.5})
    assert events[2]["scalars"] == {"loss": None}
    assert [event["check"]["id"] for event in events[3:]] == [check.id for check in report.checks]
    [artifact] = report.artifacts
    assert (artifact["name"], artifact["kind"], artifact["points"]) == ("loss", "series", [[1, 0.5], [2, None]])


@pytest.mark.parametrize(
    "changes",
    [
        {"checks": "def f(:"},
        {"checks": "x = 1"},
        {"checks": CHECKS + CHECKS.replace("def doubles", "def again").replace("def keeps_input", "def once_more")},
        {"checks": CHECKS.replace("ctx.given(x=x)", "raise KeyError('no such thing')")},
        {"checks": CHECKS.replace("points=6", "points='six'")},
        {"reference": "import nothing_at_all\n"},
        {"reference": "def solve(x):\n    raise ValueError('broken')\n"},
        {"fixtures": "raise ValueError('broken')\n"},
        {"reference": "import os\nos._exit(0)\n"},
    ],
)
def test_an_authors_mistake_is_an_internal_error_and_costs_the_learner_nothing(
    grader: Grader, changes: dict[str, str]
) -> None:
    report = grader.grade(tiny_lab(**changes), REFERENCE)

    assert report.verdict == Verdict.INTERNAL_ERROR, report
    assert "broken" not in str(report)
    assert report.message


def test_a_reference_that_hangs_is_an_internal_error(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.service._REFEREE_GRACE_WALL_SECONDS", 0.5)
    lab = tiny_lab(reference="while True:\n    pass\n", limits=Limits(2, 2, 256 << 20))

    assert grader.grade(lab, REFERENCE).verdict == Verdict.INTERNAL_ERROR


def test_a_wrong_solution_that_hangs_costs_only_the_name_of_the_mistake(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.service._REFEREE_GRACE_WALL_SECONDS", 0.5)
    lab = tiny_lab(
        wrong={"hangs": '"""It hangs.\n\ncheck: doubles\n"""\nwhile True:\n    pass\n'}, limits=Limits(3, 3, 256 << 20)
    )

    report = grader.grade(lab, HALF)

    assert (report.verdict, report.points) == (Verdict.FAILED, 6)
    assert report.checks[1].misconception is None


def test_what_fails_before_the_source_is_loaded_is_not_told_as_the_learners(grader: Grader) -> None:
    """The referee has the hidden file that these fixtures read, the candidate has not."""
    lab = tiny_lab(files={"hidden.txt": b"1"}, fixtures="DATA = open('hidden.txt').read()\n")

    report = grader.grade(lab, REFERENCE)

    assert report.verdict == Verdict.INTERNAL_ERROR
    assert report.message.startswith("The sandbox could not be set up.")


def test_points_of_checks_passed_before_the_end_are_kept_and_the_rest_is_skipped(grader: Grader) -> None:
    source = "import os\ndef solve(x):\n    if x.dim() == 2:\n        os._exit(0)\n    return 2 * x\n"

    report = grader.grade(tiny_lab(), source)

    assert (report.verdict, report.points) == (Verdict.RUNTIME_ERROR, 6)
    assert statuses(report) == ["passed", "error"]
    assert report.checks[1].message.startswith("Your code ended the process")


def test_an_earlier_error_keeps_its_message_when_the_process_ends_later(grader: Grader) -> None:
    checks = CHECKS.replace("ctx.candidate.solve(x)", "ctx.candidate.other(x)")
    source = "import os\ndef solve(x):\n    os._exit(0)\n"

    first, second = grader.grade(tiny_lab(checks=checks), source).checks

    assert "`other` is not defined" in first.message
    assert "ended the process" in second.message


def test_forbidden_names_are_refused_before_anything_runs(grader: Grader) -> None:
    lab = tiny_lab(forbidden=("torch.mul",))

    report = grader.grade(lab, "import torch\nprint('ran')\ndef solve(x):\n    return torch.mul(x, 2)\n")

    assert (report.verdict, report.stdout) == (Verdict.FORBIDDEN, "")
    assert report.message == "This lab forbids what your code uses: `torch.mul` on line 4."
    assert statuses(report) == ["skipped", "skipped"]
    hidden = "import torch\ndef solve(x):\n    return getattr(torch, 'm' + 'ul')(x, 2)\n"
    assert grader.grade(lab, hidden).verdict == Verdict.FORBIDDEN


LEAKY = f"""
from grader.checks import check

SECRET = "{SECRET}"

@check("compares", title="Compares", points=5)
def compares(ctx):
    ctx.equal(ctx.candidate.solve(ctx.randn(2)), ctx.reference.solve(ctx.randn(2)), what="it")

@check("stumbles", title="Stumbles", points=5, hidden=True)
def stumbles(ctx):
    value = ctx.candidate.solve(ctx.randn(2))
    secret = SECRET
    raise_on = {{"a": secret}}[value] if isinstance(value, str) else value.shape[5 - 5]
    ctx.equal(value, ctx.reference.solve(ctx.randn(2)), what="it")
"""
LEAKY_REFERENCE = f'"""{SECRET}"""\ndef solve(x):\n    {SECRET} = 2 * x\n    return {SECRET}\n'
LEAKY_DOCSTRING = f'"""It adds.\n\n{SECRET}\n\ncheck: compares\n"""\n'
LEAKY_WRONG = {"adds": f"{LEAKY_DOCSTRING}def solve(x):\n    {SECRET} = x + 1\n    return {SECRET}\n"}


@pytest.mark.parametrize(
    "source",
    [
        "def solve(x):\n    return None\n",
        "def solve(x):\n    return 'text'\n",
        "def solve(x):\n    return x + 1\n",
        "def solve(x):\n    return object()\n",
        "def solve(x):\n    raise ValueError(str(globals()))\n",
        "raise SystemExit\n",
        "import gc\nprint([o for o in gc.get_objects() if type(o) is str])\ndef solve(x):\n    return x\n",
        "import os\ndef solve(x):\n    os.close(4)\n",
    ],
)
@pytest.mark.parametrize("broken", [False, True])
def test_the_authors_text_is_in_no_report(grader: Grader, source: str, broken: bool) -> None:
    checks = LEAKY.replace("value.shape[5 - 5]", "SECRET.secret") if broken else LEAKY
    events: list[Any] = []

    report = grader.grade(
        tiny_lab(checks=checks, reference=LEAKY_REFERENCE, wrong=LEAKY_WRONG, files={"hidden.txt": SECRET.encode()}),
        source,
        on_event=events.append,
    )

    assert SECRET not in json.dumps(report.as_json())
    assert SECRET not in json.dumps(events)


def test_a_cancelled_grade_is_raised_and_the_next_one_runs(grader: Grader) -> None:
    started = threading.Event()

    with pytest.raises(Cancelled):
        grader.grade(
            tiny_lab(),
            "def solve(x):\n    while True: pass\n",
            on_event=lambda _: started.set(),
            cancelled=started.is_set,
        )

    assert grader.grade(tiny_lab(), REFERENCE).verdict == Verdict.PASSED


def test_grades_of_many_threads_do_not_mix(grader: Grader) -> None:
    reports: dict[int, Report] = {}

    def grade(number: int) -> None:
        source = f"print({number})\ndef solve(x):\n    return {number} * x\n"
        reports[number] = grader.grade(tiny_lab(), source, seed=number)

    threads = [threading.Thread(target=grade, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: report.stdout for number, report in reports.items()} == {n: f"{n}\n" for n in range(5)}
    assert [number for number, report in reports.items() if report.verdict == Verdict.PASSED] == [2]


class LostWarden:
    """Plays a warden that is lost in every run."""

    alive, has_grown = True, False
    layers: ClassVar[dict[str, bool]] = {}
    closed = False

    def start(self) -> None: ...

    def run(self, *_: object, **__: object) -> None:
        raise WardenLost("gone")

    def close(self) -> None:
        self.closed = True


def test_a_lost_warden_is_an_internal_error_and_is_replaced() -> None:
    grader, wardens = Grader(slots=1), [LostWarden(), LostWarden()]
    made = iter(wardens)
    grader._keeper = Keeper(lambda: next(made))  # type: ignore[arg-type, return-value]

    reports = [grader.grade(tiny_lab(), REFERENCE) for _ in wardens]

    assert {(report.verdict, report.message) for report in reports} == {
        (Verdict.INTERNAL_ERROR, "The grader lost its process: gone.")
    }
    assert all(warden.closed for warden in wardens)


def test_a_slow_lab_does_not_hold_up_a_quick_one() -> None:
    slow = replace(tiny_lab(), slug="slow", limits=Limits(wall_seconds=60, cpu_seconds=60))
    sleeper = "import time\ndef solve(x):\n    time.sleep(60)\n"
    running, over = threading.Event(), threading.Event()
    ended: list[str] = []
    with Grader(slots=1) as grader, ThreadPoolExecutor(2) as threads:

        def go_on() -> bool:
            running.set()
            return over.is_set()

        def grade_slowly() -> None:
            with contextlib.suppress(Cancelled):
                grader.grade(slow, sleeper, cancelled=go_on)
            ended.append("slow")

        for _ in range(2):
            threads.submit(grade_slowly)
        assert running.wait(60)

        report = grader.grade(tiny_lab(), REFERENCE)

        assert (report.verdict, ended) == (Verdict.PASSED, [])
        over.set()


def test_a_source_too_long_to_grade_is_the_learners_fault(grader: Grader) -> None:
    report = grader.grade(tiny_lab(), "x" * (MAX_SOURCE_CHARACTERS + 1))

    assert report.verdict == Verdict.RUNTIME_ERROR
    assert "at most 1048576" in report.message


def test_an_object_where_a_tensor_was_expected_is_told_as_such(grader: Grader) -> None:
    report = grader.grade(tiny_lab(), "class A:\n    pass\ndef solve(x):\n    return A()\n")

    assert report.checks[0].message == "The result is a class instance; expected a tensor of shape [3]."


def test_a_process_has_one_grader() -> None:
    assert shared() is shared()


def test_a_check_report_knows_its_status(grader: Grader) -> None:
    assert grader.grade(tiny_lab(), REFERENCE).checks[0].status is CheckStatus.PASSED
