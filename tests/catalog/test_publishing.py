from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalog.entries import Fact, Lesson
from catalog.files import read_catalog
from catalog.publishing import DAMAGED, Findings, check_catalog, check_lesson, known_in

SAMPLE = read_catalog(Path(__file__).parent / "sample")
KNOWN = known_in(SAMPLE, ["dropout"])
LESSON = SAMPLE.lessons[0]
TODAY = "2026-11-21"


def problems(lesson: Lesson, today: str = TODAY) -> list[str]:
    found = Findings()
    check_lesson(lesson, KNOWN, found, today=today)
    return [str(problem).removeprefix(f"lessons/{lesson.slug}/lesson.md: ") for problem in found.problems]


def with_text(text: str) -> Lesson:
    return replace(LESSON, body=f"{LESSON.body}\n{text}\n")


def test_the_sample_may_be_published() -> None:
    assert problems(LESSON) == []


HARD = (
    "Notwithstanding considerable methodological heterogeneity, contemporary investigators unhesitatingly "
    "extrapolate representational generalisability, notwithstanding incommensurable operationalisations."
)
BAD = [
    ("TODO: write this.", "holds the placeholder “TODO”"),
    ("Lorem ipsum, and so on.", "holds the placeholder “Lorem ipsum”"),
    ("It is naÃ¯ve.", "holds damaged text near"),
    ("This sentence never", "a sentence stops short: “…This sentence never”"),
    ("* a list that ends in the", "a sentence stops short: “…a list that ends in the”"),
    (r"So $\brac{1}{2}$.", r"the formula “\brac{1}{2}” is no formula that can be drawn"),
    (r"So $\boxed{x}$.", r"the formula “\boxed{x}” needs <menclose>, which browsers do not draw"),
    ("[Gone](/lessons/gone/).", "links to “/lessons/gone/”, which is not published"),
    ("[Gone](/labs/gone/).", "links to “/labs/gone/”, which is not published"),
    ("[Gone](/questions/gone/).", "links to “/questions/gone/”, which is not published"),
    ("[Gone](glossary:gone).", "links to “glossary:gone”, which does not exist"),
    ("[Check yourself](item:gone)", "links to “item:gone”, which does not exist"),
    ("[Try it](explainer:gone)", "links to “explainer:gone”, which does not exist"),
    ("[Up](#h-gone).", "links to “#h-gone”; no heading here has that anchor"),
    ("[Odd](gone.html).", "links to “gone.html”; expected an address of this site"),
    ("![](mask.svg)", "mask.svg: expected a text in the brackets that says what the figure shows"),
    (
        '![A mask over a layer of units](mask.svg "A mask.")',
        "mask.svg: expected a caption in quotes that ends with its",
    ),
    (HARD, "reads like school year"),
]


@pytest.mark.parametrize(("text", "expected"), BAD, ids=[case[1][:40] for case in BAD])
def test_what_stands_against_publishing_is_named(text: str, expected: str) -> None:
    found = problems(with_text(text))
    assert len(found) >= 1
    assert any(line.startswith(expected) for line in found), found


@pytest.mark.parametrize(
    "text",
    [
        "`TODO` is a word in code.\n\n```python\nx = 'TODO'\n```",
        "So we get\n\n$$x = 1$$",
        "* three layers\n* a stride of two",
        "It ends in a quotation: “so it is.”",
        "[There](/lessons/forward-pass/), [there](/labs/scale-rows/), [there](/concepts/dropout/), [all](/lessons/).",
        "[A mask](glossary:mask), [elsewhere](https://example.org), [above](#h-what-is-dropped).",
        "[Check yourself](item:zeros)\n\n[Try it](explainer:dropout)",
    ],
)
def test_what_is_in_order_is_left_alone(text: str) -> None:
    assert problems(with_text(text)) == []


def test_summary_and_points_are_whole_sentences() -> None:
    lesson = replace(LESSON, summary="It stops", key_points=("One.", "and then"))
    assert problems(lesson) == ["ends without a full stop: “…It stops”", "ends without a full stop: “…and then”"]


def test_a_figure_describes_itself_and_is_shown() -> None:
    bare = '<svg xmlns="http://www.w3.org/2000/svg"><title>  </title></svg>'
    lesson = replace(LESSON, figures={**LESSON.figures, "bare.svg": bare})
    assert problems(lesson) == [
        "bare.svg: is not shown in the body",
        "bare.svg: expected a <title> in the SVG",
        "bare.svg: expected a <desc> in the SVG",
    ]


def test_a_fact_stands_in_the_text_word_for_word() -> None:
    fact = Fact("Score", "99.9 %", TODAY, LESSON.sources[0].title, "2027-11-21")
    assert problems(replace(LESSON, facts=(fact,))) == ["fact[1].value: the body does not print “99.9 %”"]


def test_a_dated_claim_needs_a_fact() -> None:
    lesson = replace(with_text("It costs 3 dollars as of May 2026."), facts=())
    assert problems(lesson) == ["says “as of” without a [[fact]] that holds value, date and source"]


def test_a_source_on_the_web_has_the_day_it_was_read() -> None:
    lesson = replace(LESSON, facts=(), sources=(replace(LESSON.sources[0], accessed=""),))
    assert problems(lesson) == ["source[1].accessed: expected the day it was read"]


def test_a_stale_fact_is_a_warning_and_no_problem() -> None:
    for today, count in (("2027-11-21", 0), ("2027-11-22", 1)):
        found = Findings()
        check_lesson(LESSON, KNOWN, found, today=today)
        assert (len(found.problems), len(found.warnings)) == (0, count)


def test_links_to_drafts_are_dead_and_drafts_are_not_checked() -> None:
    draft = replace(SAMPLE.lessons[1], draft=True, body="TODO")
    body = f"{LESSON.body}\n[There](/lessons/forward-pass/).\n"
    catalog = replace(SAMPLE, lessons=(replace(LESSON, body=body), draft), paths=(), terms=SAMPLE.terms)
    found = check_catalog(catalog, explainers=[], today=TODAY)
    assert [problem.message for problem in found.problems] == [
        "links to “/lessons/forward-pass/”, which is not published"
    ]


def test_other_texts_are_checked_too() -> None:
    catalog = replace(
        SAMPLE,
        paths=(),
        terms=(*SAMPLE.terms, replace(SAMPLE.terms[0], slug="x", text="No stop", lesson="gone")),
        questions=tuple(replace(question, model_answer="TODO\n") for question in SAMPLE.questions),
        labs=tuple(replace(lab, statement="See [it](/lessons/gone/).\n") for lab in SAMPLE.labs),
        quizzes=tuple(replace(quiz, summary="naÃ¯ve") for quiz in SAMPLE.quizzes),
    )
    found = check_catalog(catalog, explainers=[], today=TODAY)
    assert sorted({problem.path for problem in found.problems}) == [
        "labs/scale-rows/statement.md",
        "lessons/glossary.toml",
        "questions/dropout-at-test-time.md",
        "quizzes/dropout.toml",
    ]
    assert [problem.message for problem in found.problems if problem.path == "lessons/glossary.toml"] == [
        "ends without a full stop: “…No stop”",
        "no lesson “gone” is published",
    ]


def test_a_path_names_what_is_published() -> None:
    found = check_catalog(SAMPLE, explainers=[], today=TODAY)
    assert [str(problem) for problem in found.problems] == [
        "lessons/paths.toml: two-steps: Forward: no lesson “nobody-wrote-this-lesson” is published",
        "lessons/paths.toml: two-steps: Dropout: no lab “nobody-wrote-this-lab” is published",
    ]


@pytest.mark.parametrize("damaged", ["naÃ¯ve", "itâ€™s", "a \ufffd b"])
def test_damaged_text_is_noticed(damaged: str) -> None:
    assert DAMAGED.search(damaged)


@pytest.mark.parametrize("healthy", ["naïve", "2 ln 2 ≈ 1.386", "ŷ − y", "Fréchet"])
def test_healthy_text_is_not_taken_for_damaged(healthy: str) -> None:
    assert not DAMAGED.search(healthy)
