"""What is written is read back as what the format can hold: over the whole bank, and over any item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings as site
from hypothesis import given, settings

from catalog.entries import Item, ItemKind, Quiz
from catalog.errors import Faults
from catalog.files import read_catalog
from catalog.items import item_from
from catalog.tables import Table
from content.exchange import gift, gift_reading, moodle, moodle_reading
from content.exchange.holding import hold
from content.exchange.reports import Format, Reading, Writing
from exchange_items import DRAWN, quizzes

WRITERS: dict[Format, Callable[[Quiz], Writing]] = {Format.GIFT: gift.write, Format.MOODLE_XML: moodle.write}
READERS: dict[Format, Callable[[str], Reading]] = {
    Format.GIFT: gift_reading.read,
    Format.MOODLE_XML: moodle_reading.read,
}


def _read_back(quiz: Quiz, form: Format) -> list[Item]:
    writing = WRITERS[form](quiz)
    reading = READERS[form](writing.text)
    if not writing.count:
        assert "no question" in reading.faults[0].reason
        return []
    assert reading.faults == ()
    assert reading.title == quiz.title
    faults = Faults("", [])
    read = [item_from(Table(dict(found.table), faults)) for found in reading.found]
    faults.check()
    assert len(read) == writing.count
    return read


def _held(quiz: Quiz, form: Format) -> list[Item]:
    return [held.item for item in quiz.items if (held := hold(item, form)).item is not None]


@pytest.mark.parametrize("form", Format)
def test_the_whole_bank_survives(form: Format) -> None:
    bank = [quiz for quiz in read_catalog(site.CONTENT_DIR).quizzes if quiz.items]
    assert bank
    for quiz in bank:
        assert _read_back(quiz, form) == _held(quiz, form), quiz.slug


@pytest.mark.parametrize("form", Format)
@given(quiz=quizzes())
@settings(max_examples=60)
def test_any_quiz_survives(form: Format, quiz: Quiz) -> None:
    assert _read_back(quiz, form) == _held(quiz, form)


@pytest.mark.parametrize("form", Format)
@given(quiz=quizzes())
@settings(max_examples=40)
def test_an_item_that_loses_nothing_is_held_as_it_is(form: Format, quiz: Quiz) -> None:
    for item in quiz.items:
        held = hold(item, form)
        if not held.losses and item.kind is not ItemKind.CLOZE:
            assert held.item == replace(item, source=" ".join(item.source.split()))
        if held.item is not None:
            again = hold(held.item, form)
            assert again.item == held.item


@pytest.mark.parametrize("form", Format)
def test_a_parametrised_item_is_written_as_its_first_variant(form: Format) -> None:
    quiz = Quiz("a-quiz", "A quiz", "", (DRAWN,))
    (read,) = _read_back(quiz, form)
    assert read.stem == "How many weights has a dense layer from 2 to 3 units?"
    assert read.numeric is not None
    assert read.numeric.value == 6
    assert "n = 2" in hold(DRAWN, form).losses[0]
