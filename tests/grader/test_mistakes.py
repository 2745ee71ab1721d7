"""A wrong solution says its mistake, its check and its lesson in its docstring."""

from __future__ import annotations

import pytest

from grader.bytecode import restored
from grader.mistakes import for_referee, parse


def test_a_docstring_says_the_mistake_its_check_and_its_lesson() -> None:
    found = parse("forgot", '"""You forgot\nthe scale.\n\nMore.\n\ncheck: scales\nlesson: dropout\n"""\nx = 1\n')

    assert (found.name, found.note, found.check, found.lesson) == (
        "forgot",
        "You forgot the scale.",
        "scales",
        "dropout",
    )
    assert found.source.endswith("x = 1\n")


def test_the_lesson_may_be_left_out() -> None:
    assert parse("a", '"""Said.\n\ncheck: c\n"""').lesson == ""


@pytest.mark.parametrize("source", ["x = 1", '"""Said, but for which check?"""', '"""\ncheck: c"""', "def f(:"])
def test_a_file_that_does_not_say_it_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"docstring|line \d"):
        parse("a", source)


def test_the_referee_gets_what_the_file_says_and_its_bytecode() -> None:
    [told] = for_referee({"a": '"""Said.\n\ncheck: c\n"""\nx = 1\n'})
    code, names = restored(told["code"]), {}

    assert (told["name"], told["note"], told["check"], told["lesson"]) == ("a", "Said.", "c", "")
    assert code is not None
    exec(code, names)
    assert names["x"] == 1


def test_a_file_that_says_too_little_is_kept_from_the_referee() -> None:
    assert for_referee({"a": "x = 1", "b": "def f(:"}) == []
