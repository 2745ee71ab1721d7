"""Two texts side by side, and what became of the checks."""

from __future__ import annotations

from submissions.comparing import CheckChange, Line, compare, compare_checks


def test_equal_texts_have_no_difference() -> None:
    assert compare("a\nb\n", "a\nb") == []


def test_a_changed_line_is_gone_and_new_between_its_neighbours() -> None:
    assert compare("a\nb\nc\n", "a\nB\nc\n") == [
        Line("same", "a", 1, 1),
        Line("gone", "b", 2),
        Line("new", "B", None, 2),
        Line("same", "c", 3, 3),
    ]


def test_lines_far_from_a_change_are_left_out() -> None:
    old = "".join(f"{number}\n" for number in range(20))
    lines = compare(old, old + "more\n")
    assert [line.kind for line in lines] == ["gap", "same", "same", "same", "new"]
    assert lines[-1] == Line("new", "more", None, 21)


def test_checks_are_matched_by_their_id() -> None:
    old = {"checks": [{"id": "a", "title": "A", "status": "failed"}, {"id": "b", "title": "B", "status": "passed"}]}
    new = {"checks": [{"id": "a", "title": "A", "status": "passed"}, {"id": "c", "title": "C", "status": "failed"}]}
    changes = compare_checks(old, new)
    assert changes == [
        CheckChange("A", "failed", "passed"),
        CheckChange("C", "", "failed"),
        CheckChange("B", "passed", ""),
    ]
    assert all(change.has_changed for change in changes)


def test_checks_need_two_reports() -> None:
    assert compare_checks(None, {"checks": []}) == []
