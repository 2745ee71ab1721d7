"""Whatever a catalog says, its files say too."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_items import items
from catalog.entries import (
    Behaviour,
    Catalog,
    Concept,
    Device,
    EntryPoint,
    Fact,
    Feedback,
    Hint,
    Lab,
    LearningPath,
    Lesson,
    Level,
    Limits,
    PathKind,
    Question,
    Quiz,
    RubricPoint,
    Source,
    Stage,
    Term,
    WrongAnswer,
)
from catalog.errors import Faults
from catalog.files import read_catalog, write_catalog
from catalog.fingerprint import fingerprint
from catalog.labs import HINT_KINDS, lab_from_files, to_files
from catalog.texts import tidy, tidy_file

CHARACTERS = st.one_of(st.sampled_from("\"'\\\n\t+-=[]#$`ab "), st.characters(blacklist_categories=("Cc", "Cs")))
TEXT = st.text(CHARACTERS, min_size=1, max_size=30).map(tidy).filter(bool)
MAYBE = st.one_of(st.just(""), TEXT)
BODY = st.text(CHARACTERS, min_size=1, max_size=60).map(tidy_file).filter(lambda text: text and "![" not in text)
SLUG = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
CODE = st.sampled_from(["x = 1\n", "def f(x):\n    return '\\n'\n", '"""A\n\nlong docstring."""\n'])
DAY = st.dates().map(str)
DATE = st.one_of(st.just(""), DAY)
LEVEL = st.sampled_from(Level)
NUMBER = st.floats(-1e12, 1e12, allow_nan=False)
SMALL = st.floats(0, 1e6)
WHOLE = st.integers(0, 2**31 - 1)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


def some(strategy: st.SearchStrategy, *, least: int = 0) -> st.SearchStrategy:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def named(slugs: list[str]) -> st.SearchStrategy:
    """Draw a sorted set of existing slugs."""
    return st.sets(st.sampled_from(slugs), max_size=2).map(sorted).map(tuple) if slugs else st.just(())


def labs(lessons: list[str], concepts: list[str]) -> st.SearchStrategy:
    files = st.dictionaries(st.from_regex(r"[a-z]{1,4}(/[a-z]{1,3})?\.bin", fullmatch=True), st.binary(max_size=20))
    return files.flatmap(
        lambda data: st.builds(
            Lab,
            slug=SLUG,
            title=TEXT,
            summary=TEXT,
            level=LEVEL,
            points=st.floats(0.5, 100),
            minutes=WHOLE,
            entry_points=some(st.builds(EntryPoint, name=st.sampled_from(["f", "g"]), signature=TEXT), least=1),
            statement=BODY,
            starter=CODE,
            reference=CODE,
            checks=CODE,
            wrong=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), CODE, max_size=2),
            order=WHOLE,
            fixtures=st.one_of(st.just(""), CODE),
            explanation=st.one_of(st.just(""), BODY),
            lesson=st.sampled_from(["", *lessons]),
            concepts=named(concepts),
            device=st.sampled_from(Device),
            limits=st.builds(
                Limits,
                wall_seconds=st.floats(0.1, 99),
                cpu_seconds=st.floats(0.1, 99),
                memory_bytes=st.integers(1 << 20, 1 << 40),
            ),
            forbidden=some(st.sampled_from(["torch.softmax", "numpy"])),
            hints=some(st.builds(Hint, kind=st.sampled_from(HINT_KINDS), text=TEXT)),
            seeds=some(WHOLE, least=1),
            files=st.just(data),
            public_files=named(sorted(data)),
            draft=st.booleans(),
        )
    )


def one_each(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=2, unique_by=lambda entry: entry.slug).map(
        lambda entries: tuple(sorted(entries, key=lambda entry: entry.slug))
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    concepts = draw(one_each(st.builds(Concept, slug=SLUG, title=TEXT, summary=TEXT)))
    known = [concept.slug for concept in concepts]
    source = st.builds(Source, title=TEXT, url=st.sampled_from(["", "https://example.org/?q=a"]), accessed=DATE)
    told = draw(some(source))
    fact = st.builds(
        Fact,
        name=TEXT,
        value=TEXT,
        unit=MAYBE,
        as_of=DAY,
        source=st.sampled_from([source.title for source in told] or [""]),
        review_by=DAY,
    )
    lessons = draw(
        one_each(
            st.builds(
                Lesson,
                slug=SLUG,
                title=TEXT,
                question=TEXT,
                summary=TEXT,
                group=TEXT,
                order=WHOLE,
                level=LEVEL,
                body=BODY,
                concepts=named(known),
                key_points=TEXTS,
                sources=st.just(told),
                facts=some(fact) if told else st.just(()),
                author=MAYBE,
                published=DATE,
                reviewed=DATE,
                figures=st.dictionaries(st.sampled_from(["a.svg", "b.svg"]), st.just("<svg></svg>\n")),
                draft=st.booleans(),
            )
        )
    )
    there = [lesson.slug for lesson in lessons]
    question = st.builds(
        Question,
        slug=SLUG,
        title=TEXT,
        prompt=TEXT,
        order=WHOLE,
        level=LEVEL,
        model_answer=BODY,
        rubric=some(st.builds(RubricPoint, text=TEXT, keywords=TEXTS, critical=st.booleans()), least=1),
        wrong_answers=some(st.builds(WrongAnswer, claim=TEXT, feedback=TEXT)),
        follow_ups=TEXTS,
        lessons=named(["not-yet", *there]),
        labs=named(["not-yet"]),
        concepts=named(known),
        draft=st.booleans(),
    )
    quiz = st.builds(
        Quiz,
        slug=SLUG,
        title=TEXT,
        summary=TEXT,
        items=st.lists(items(named(known)), min_size=1, max_size=3, unique_by=lambda item: item.slug).map(tuple),
        lesson=st.sampled_from(["", *there]),
        behaviour=st.sampled_from(Behaviour),
        feedback=st.sampled_from([None, Feedback.AFTER_ATTEMPT, Feedback.NEVER]),
        negative=st.booleans(),
        minutes=st.integers(1, 2**31 - 1),
        draft=st.booleans(),
    )
    term = st.builds(Term, slug=SLUG, title=TEXT, text=TEXT, lesson=st.sampled_from(["", "not-yet", *there]))
    order = st.lists(st.sampled_from(["not-yet", *there]), unique=True).map(tuple)
    stage = st.builds(Stage, title=TEXT, summary=TEXT, lessons=order, labs=order)
    path = st.builds(
        LearningPath,
        slug=SLUG,
        title=TEXT,
        summary=TEXT,
        kind=st.sampled_from(PathKind),
        stages=some(stage, least=1),
    )
    return Catalog(
        concepts=concepts,
        terms=draw(one_each(term)),
        lessons=lessons,
        questions=draw(one_each(question)),
        quizzes=draw(one_each(quiz)),
        labs=draw(one_each(labs(there, known))),
        paths=draw(one_each(path)),
    )


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(catalogs())
def test_reading_what_was_written_gives_it_back_and_writing_it_again_changes_no_byte(catalog: Catalog) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        write_catalog(catalog, Path(first))
        again = read_catalog(Path(first))
        assert again == catalog
        write_catalog(again, Path(second))
        files = [
            {path.relative_to(root): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}
            for root in (first, second)
        ]
        assert files[0] == files[1]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(labs([], []))
def test_a_lab_rebuilt_from_its_files_has_the_same_version_and_fingerprint(lab: Lab) -> None:
    again = lab_from_files(lab.slug, to_files(lab), Faults("", []))
    assert again is not None
    assert (again.version, fingerprint(again)) == (lab.version, fingerprint(lab))
