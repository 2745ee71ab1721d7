"""Files into quizzes: all or nothing, twice the same, and nothing of an author's overwritten."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.exchange import exporting, importing
from content.exchange.reports import Format
from content.models import Concept, Item, Quiz

pytestmark = pytest.mark.django_db

GOOD = b"""$CATEGORY: $course$/top/Optimisers

// [tag:concept:momentum] [tag:concept:unheard-of] [tag:level:advanced]
::m1:: What does momentum add? {=A running mean#Yes ~Noise####It accumulates.}

::m2:: How many? {#3:0.5####Three.}
"""


@pytest.fixture
def momentum() -> Concept:
    return Concept.objects.create(slug="momentum", title="Momentum", summary="A mean of past gradients.")


def test_a_free_slug_starts_a_draft(momentum: Concept) -> None:
    made = importing.plan(GOOD, slug="from-elsewhere")
    assert (made.title, made.form, len(made.new), made.faults) == ("Optimisers", Format.GIFT, 2, ())
    quiz = importing.carry_out(made, name="bank.gift.txt")
    assert (quiz.title, quiz.is_published, quiz.summary) == ("Optimisers", False, "Imported from bank.gift.txt.")
    first, second = quiz.items.all()
    assert (first.slug, first.position, first.level, first.explanation) == ("m1", 1, "advanced", "It accumulates.")
    assert [concept.slug for concept in first.concepts.all()] == ["momentum"]
    assert second.entry().numeric is not None
    assert any("“unheard-of” is left out" in remark.text for remark in made.remarks)


def test_planning_changes_nothing() -> None:
    importing.plan(GOOD, slug="from-elsewhere")
    assert not Quiz.objects.exists()


def test_a_second_import_adds_nothing(momentum: Concept) -> None:
    importing.carry_out(importing.plan(GOOD, slug="q"))
    again = importing.plan(GOOD, slug="q")
    assert (again.new, again.same, again.faults) == ((), ("m1", "m2"), ())
    importing.carry_out(again)
    assert Item.objects.count() == 2


def test_new_items_come_after_those_that_are_there(momentum: Concept) -> None:
    importing.carry_out(importing.plan(GOOD, slug="q"))
    importing.carry_out(importing.plan(b"::m3:: Three? {=a ~b####c}", slug="q"))
    assert [(item.slug, item.position) for item in Item.objects.all()] == [("m1", 1), ("m2", 2), ("m3", 3)]


def test_an_item_of_the_same_name_is_never_overwritten(momentum: Concept) -> None:
    importing.carry_out(importing.plan(GOOD, slug="q"))
    made = importing.plan(GOOD.replace(b"Three.", b"Four."), slug="q")
    (fault,) = made.faults
    assert (fault.line, "another item named “m2”" in fault.reason) == (6, True)
    with pytest.raises(ValueError, match="faults"):
        importing.carry_out(made)


def test_one_bad_question_keeps_the_rest_out(momentum: Concept) -> None:
    made = importing.plan(GOOD + b"\n::m3:: No? {=only ####one}\n\n::m4:: Match. {=a -> b =a -> c}\n", slug="q")
    assert [(fault.line, fault.reason[:4]) for fault in made.faults] == [(10, "pair")]
    assert not Quiz.objects.exists()


@pytest.mark.parametrize(
    ("data", "slug", "line", "reason"),
    [
        (b"What? {=a\xff ~b}", "q", 1, "UTF-8"),
        (b"one\ntwo \xff", "q", 2, "UTF-8"),
        (b"x" * 1_000_001, "q", 1, "larger than 1,000 kB"),
        (GOOD, "Not A Slug", 1, "can’t name a quiz"),
        (b"<quiz>", "q", 1, "not well-formed"),
        (b"", "q", 1, "no question"),
        (b"\n\n".join(b"Q%d? {=a ~b}" % n for n in range(501)), "q", 1, "501 questions"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(data: bytes, slug: str, line: int, reason: str) -> None:
    made = importing.plan(data, slug=slug)
    assert made.faults[0].line == line
    assert reason in made.faults[0].reason


def test_a_quiz_that_draws_its_items_takes_none() -> None:
    Quiz.objects.create(slug="q", title="Drawn", summary="s", pools=[{"level": "beginner", "count": 3}])
    (fault,) = importing.plan(GOOD, slug="q").faults
    assert "draws its items from pools" in fault.reason


@pytest.mark.parametrize("form", Format)
def test_an_export_imports_as_nothing_new(form: Format, momentum: Concept) -> None:
    quiz = importing.carry_out(importing.plan(GOOD, slug="q"))
    again = importing.plan(exporting.write(quiz, form).text.encode(), slug="q")
    assert (again.form, again.new, again.same, again.faults) == (form, (), ("m1", "m2"), ())


def test_the_commands_go_both_ways(tmp_path: Path, momentum: Concept) -> None:
    path, out, said = tmp_path / "bank.txt", StringIO(), StringIO()
    path.write_bytes(GOOD)
    call_command("importquiz", str(path), "--quiz", "q", "--dry-run", stdout=out)
    assert "2 items for a new draft “q”, 0 there already." in out.getvalue()
    assert not Quiz.objects.exists()
    call_command("importquiz", str(path), "--quiz", "q", stdout=out)
    target = tmp_path / "out.xml"
    call_command("exportquiz", "q", "--format", "moodle-xml", "--output", str(target), stderr=said)
    assert "Moodle XML holds 2 of 2 items of “q”." in said.getvalue()
    assert target.read_text().startswith('<?xml version="1.0"')
    call_command("exportquiz", "q", "--format", "gift", stdout=(printed := StringIO()), stderr=said)
    assert "::m1::" in printed.getvalue()


def test_the_commands_refuse_in_sentences(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no quiz “nowhere”"):
        call_command("exportquiz", "nowhere", "--format", "gift")
    with pytest.raises(CommandError, match="can’t be read"):
        call_command("importquiz", str(tmp_path / "none.txt"), "--quiz", "q")
    path, said = tmp_path / "bad.txt", StringIO()
    path.write_text("\nWhat? {=a")
    with pytest.raises(SystemExit) as stop:
        call_command("importquiz", str(path), "--quiz", "q", stderr=said)
    assert stop.value.code == 2
    assert "bad.txt: line 2: has a { without its }" in said.getvalue()
    assert "Nothing was imported." in said.getvalue()


HOSTILE = {
    "nested": "[html]" + "<b>" * 50_000 + " {\\=a ~b}",
    "openings": "[html]<b>" + "\\\\(" * 60_000 + "![" * 60_000 + "\\\\[" * 60_000 + " {\\=a ~b}",
    "answers": "What? {" + "~a\n" * 150_000 + "}",
    "tags": "// " + "[id:" * 200_000 + "\nWhat? {=a ~b}",
    "comments": "<!--" * 200_000 + " {=a ~b}",
    "gaps": '<quiz><question type="cloze"><name><text>a</text></name><questiontext format="markdown"><text>'
    + "{1:SA:" * 100_000
    + "</text></questiontext></question></quiz>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_made_to_be_slow_are_answered(name: str) -> None:
    """Each of these takes minutes where something looks ahead without a bound; a test that hangs has failed."""
    made = importing.plan(HOSTILE[name].encode()[: importing.MOST_BYTES], slug="q")
    assert made.faults or made.remarks


def test_gift_that_starts_with_a_tag_is_gift() -> None:
    made = importing.plan(b"<b>Which?</b> {=a ~b####c}", slug="q")
    assert (made.form, made.faults, made.new[0].stem) == (Format.GIFT, (), "**Which?**")
