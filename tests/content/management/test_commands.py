from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from content.models import Lesson, Quiz

pytestmark = pytest.mark.django_db


def exit_code(*words: str) -> object:
    with pytest.raises(SystemExit) as stopped:
        call_command(*words)
    return stopped.value.code


def test_loadcontent_prints_counts_by_kind(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("loadcontent", "--from", str(tree))
    call_command("loadcontent", "--from", str(tree))
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "lessons: 2 created, 0 updated, 0 unchanged, 0 kept"
    assert lines[9] == "lessons: 0 created, 0 updated, 2 unchanged, 0 kept"


def test_loadcontent_lists_what_an_author_changed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("loadcontent", "--from", str(tree))
    Lesson.objects.filter(slug="dropout").update(title="Mine")
    call_command("loadcontent", "--from", str(tree))
    assert "kept as changed in the admin: lessons/dropout" in capsys.readouterr().out


def test_a_dry_run_says_so_and_changes_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("loadcontent", "--dry-run", "--from", str(tree))
    assert capsys.readouterr().out.endswith("Dry run: nothing was changed.\n")
    assert not Lesson.objects.exists()


def test_faults_go_to_standard_error_one_a_line_and_load_nothing(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("forward-pass", "dropout"):
        path = tree / "lessons" / name / "lesson.md"
        path.write_text(path.read_text().replace("order = ", "ordre = "))
    assert exit_code("loadcontent", "--from", str(tree)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert [line for line in told.err.splitlines() if "is missing" in line] == [
        "lessons/dropout/lesson.md: order: is missing; expected a whole number",
        "lessons/forward-pass/lesson.md: order: is missing; expected a whole number",
    ]
    assert not Lesson.objects.exists()


def test_dumpcontent_writes_the_files_again(loaded: None, tree: Path, tmp_path: Path) -> None:
    call_command("dumpcontent", str(tmp_path / "out"))
    for path in ("quizzes/dropout.toml", "lessons/dropout/mask.svg", "labs/scale-rows/data/rows.bin"):
        assert (tmp_path / "out" / path).read_bytes() == (tree / path).read_bytes()


def test_dumpcontent_refuses_rows_that_no_file_may_hold(
    loaded: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Quiz.objects.create(slug="empty", title="Empty", summary="No items.")
    assert exit_code("dumpcontent", str(tmp_path)) == 2
    assert "quizzes/empty.toml: item: expected at least one [[item]]" in capsys.readouterr().err


def test_formatcontent_rewrites_files_in_their_canonical_form(tree: Path) -> None:
    path = tree / "quizzes/dropout.toml"
    canonical = path.read_text()
    path.write_text("# A comment.\n" + canonical.replace("minutes = 5", "minutes   =   5"))
    call_command("formatcontent", str(tree))
    assert path.read_text() == canonical


def test_formatcontent_names_faults(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "quizzes/dropout.toml").write_text("title = ")
    assert exit_code("formatcontent", str(tree)) == 2
    assert "quizzes/dropout.toml: line 1: not valid TOML" in capsys.readouterr().err


def test_checkcontent_names_what_stands_against_publishing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("checkcontent", str(tree)) == 1
    said = capsys.readouterr()
    assert "lessons/paths.toml: two-steps: Forward: no lesson “nobody-wrote-this-lesson” is published" in said.err
    assert said.out == "2 problems, 0 warnings\n"


def test_checkcontent_is_content_with_what_is_in_order_and_lists_stale_facts(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "lessons/paths.toml").unlink()
    lesson = tree / "lessons/dropout/lesson.md"
    lesson.write_text(lesson.read_text().replace("2027-11-21", "2020-01-01"))
    call_command("checkcontent", str(tree))
    out = capsys.readouterr().out
    assert "warning: lessons/dropout/lesson.md: fact[1].review_by: “Rate for hidden units” was to be reviewed by" in out
    assert out.endswith("0 problems, 1 warnings\n")


def test_checkcontent_says_which_file_cannot_be_read(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "quizzes/dropout.toml").write_text("title = ")
    assert exit_code("checkcontent", str(tree)) == 2
    assert "quizzes/dropout.toml: line 1" in capsys.readouterr().err
