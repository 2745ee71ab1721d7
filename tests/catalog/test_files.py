from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.entries import Behaviour, Catalog, Device, ItemKind, Level, PathKind
from catalog.errors import CatalogErrors
from catalog.files import read_catalog, read_lab, write_catalog

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lend a copy of the sample that a test may break."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "tree"))


def faults_of(root: Path) -> list[str]:
    with pytest.raises(CatalogErrors) as raised:
        read_catalog(root)
    return [str(fault) for fault in raised.value.errors]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def files_below(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_every_key_of_the_sample_is_read() -> None:
    catalog = read_catalog(SAMPLE)
    lesson, _ = catalog.lessons
    assert (lesson.slug, lesson.level, lesson.published) == ("dropout", Level.INTERMEDIATE, "2026-11-20")
    assert lesson.sources[0].accessed == "2026-11-21"
    assert lesson.body.startswith("## What is dropped\n")
    assert set(lesson.figures) == {"mask.svg"}
    fact = lesson.facts[0]
    assert (fact.value, fact.unit, fact.as_of, fact.review_by) == ("0.5", "probability", "2014-06-01", "2027-11-21")
    assert [(term.slug, term.lesson) for term in catalog.terms] == [("loss", ""), ("mask", "dropout")]
    path = catalog.paths[0]
    assert (path.kind, path.stages[0].lessons) == (PathKind.COURSE, ("forward-pass", "nobody-wrote-this-lesson"))
    question = catalog.questions[0]
    assert (question.rubric[0].critical, question.rubric[1].critical) == (True, False)
    assert question.wrong_answers[0].claim == "Outputs are halved."
    quiz = catalog.quizzes[0]
    assert (quiz.behaviour, quiz.minutes) == (Behaviour.PRACTICE, 5)
    assert [item.kind for item in quiz.items] == [ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.NUMERIC]
    assert quiz.items[2].numeric is not None
    assert quiz.items[2].numeric.value == 150.0
    lab = catalog.labs[0]
    assert (lab.device, lab.limits.wall_seconds, lab.limits.cpu_seconds) == (Device.ANY, 2.5, 10.0)
    assert set(lab.wrong) == {"wrong_axis"}
    assert lab.files == {"data/rows.bin": b"\x00\x01\xff\r\n"}


def test_the_sample_written_again_equals_its_files(tmp_path: Path) -> None:
    write_catalog(read_catalog(SAMPLE), tmp_path)
    assert files_below(tmp_path) == files_below(SAMPLE)


def test_missing_folders_read_as_empty(tmp_path: Path) -> None:
    assert read_catalog(tmp_path) == Catalog()


def test_writing_removes_what_a_folder_no_longer_holds(tree: Path) -> None:
    catalog = read_catalog(tree)
    (tree / "labs/scale-rows/wrong/stale.py").write_text("x = 1\n")
    write_catalog(catalog, tree)
    assert read_catalog(tree) == catalog


def test_a_syntax_error_in_front_matter_names_the_line_of_the_file(tree: Path) -> None:
    edit(tree / "lessons/dropout/lesson.md", "order = 2", "order = = 2")
    assert faults_of(tree) == ["lessons/dropout/lesson.md: line 6: not valid TOML: Invalid value"]


def test_a_python_syntax_error_names_the_line(tree: Path) -> None:
    (tree / "labs/scale-rows/checks.py").write_text("x = 1\ndef (\n")
    assert faults_of(tree) == ["labs/scale-rows/checks.py: line 2: not valid Python: invalid syntax"]


def test_all_faults_of_a_tree_are_reported_together(tree: Path) -> None:
    edit(tree / "quizzes/dropout.toml", "correct = true\n", "")
    edit(tree / "questions/dropout-at-test-time.md", 'title = "Dropout at test time"\n', "")
    (tree / "labs/scale-rows/statement.md").unlink()
    assert faults_of(tree) == [
        "labs/scale-rows/statement.md: is missing; expected this file",
        "questions/dropout-at-test-time.md: title: is missing; expected text",
        "quizzes/dropout.toml: item[1].choice: expected exactly one correct choice, found 0",
    ]


QUIZ = "quizzes/dropout.toml"
LESSON = "lessons/dropout/lesson.md"
QUESTION = "questions/dropout-at-test-time.md"
LAB = "labs/scale-rows/lab.toml"
BROKEN = [
    (QUIZ, "minutes = 5", "minuets = 5", "minuets: unknown key; expected one of"),
    (QUIZ, "minutes = 5", "minutes = true", "minutes: expected a whole number, found true or false"),
    (QUIZ, "minutes = 5", "minutes = -1", "minutes: is -1; expected a whole number from 0"),
    (QUIZ, '"practice"', '"oral"', "behaviour: is “oral”; expected one of practice, deferred"),
    (QUIZ, '"single"', '"essay"', "item[1].kind: is “essay”; expected one of single, multiple, truth, numeric"),
    (QUIZ, '"single"', '"numeric"', "item[1].choice: a numeric item has no choices"),
    (QUIZ, '"numeric"', '"single"', "item[3].numeric: a single item has no numeric answer"),
    (QUIZ, '[item.numeric]\nvalue = 150\nabsolute = 0.5\nunit = "units"', "", "item[3].numeric: is missing"),
    (QUIZ, "value = 150", "value = nan", "item[3].numeric.value: expected a finite number"),
    (QUIZ, "value = 150", "value = 1" + "0" * 400, "item[3].numeric.value: expected a finite number"),
    (QUIZ, 'text = "in training"\ncorrect = true', 'text = "in training"', "item[2].choice: expected at least one"),
    (QUIZ, 'slug = "when"', 'slug = "zeros"', "item[3].slug: “zeros” is there twice"),
    (QUIZ, 'slug = "when"', 'slug = "When?"', "item[2].slug: “When?” is no slug"),
    (QUIZ, 'lesson = "dropout"', 'lesson = "dropin"', "lesson: no lesson is called “dropin”"),
    (QUIZ, 'concepts = ["dropout"]', 'concepts = ["dropin"]', "item[1].concepts: no concept is called “dropin”"),
    (LESSON, '"intermediate"', '"wizard"', "level: is “wizard”; expected one of beginner, intermediate, advanced"),
    (LESSON, 'reviewed = "2026-11-21"', 'reviewed = "2026-13-21"', "reviewed: expected a date such as 2026-11-21"),
    (LESSON, "(mask.svg", "(musk.svg", "the body shows “musk.svg”; expected an SVG file"),
    (LESSON, 'prerequisites = ["forward-pass"]', 'prerequisites = ["backward"]', "no lesson is called “backward”"),
    (
        LESSON,
        'prerequisites = ["forward-pass"]',
        'prerequisites = ["a", "a"]',
        "prerequisites: names the same slug twice",
    ),
    (LESSON, 'title = "Dropout"', 'title = " "', "title: is blank; expected text"),
    (LESSON, 'title = "Dropout"', 'title = "a\\u0000b"', "title: holds the control character U+0000"),
    (LESSON, 'title = "Dropout"', f'title = "{"x" * 201}"', "title: has 201 characters; expected at most 200"),
    (LESSON, "+++\n\n", "", "the front matter does not end; expected a line +++"),
    (LESSON, 'url = "https', 'url = "javascript', "source[1].url: expected an address that starts with"),
    (QUESTION, 'concepts = ["dropout"]', 'concepts = "dropout"', "concepts: expected a list, found text"),
    (QUESTION, "critical = true", 'critical = "yes"', "rubric[1].critical: expected true or false, found text"),
    (QUESTION, "Nothing is dropped.\n", "", "expected the model answer in Markdown after the front matter"),
    (LAB, '"any"', '"tpu"', "device: is “tpu”; expected one of cpu, any, cuda"),
    (LAB, '"nudge"', '"push"', "hint[1].kind: is “push”; expected one of nudge, formula, shapes, code"),
    (LAB, "seeds = [1, 2, 3, 4]", "seeds = []", "seeds: expected a list of at least one whole number"),
    (LAB, "data/rows.bin", "data/row.bin", "public_files: “data/row.bin” is no data file of this lab"),
    (LAB, 'name = "scale"', 'name = "sc ale"', "entry_point[1].name: “sc ale” is no Python name"),
    (LAB, "points = 10", "points = 0", "points: expected more than 0 points"),
    (LAB, 'forbidden = ["torch.softmax"]', 'forbidden = ["torch()"]', "forbidden: “torch()” is no dotted name"),
    (LAB, 'lesson = "dropout"', 'lesson = "dropin"', "lesson: no lesson is called “dropin”"),
    (LESSON, 'review_by = "2027-11-21"\n', "", "fact[1].review_by: is missing; expected a date"),
    (
        LESSON,
        'source = "Srivastava et al., Dropout, JMLR 15 (2014)"',
        'source = "Hearsay"',
        "fact[1].source: “Hearsay” is no source here",
    ),
    ("lessons/glossary.toml", 'slug = "loss"', 'slug = "mask"', "term[2].slug: “mask” is there twice"),
    ("lessons/glossary.toml", 'text = "One', 'txt = "One', "term[1].text: is missing; expected text"),
    ("lessons/paths.toml", '"course"', '"tour"', "path[1].kind: is “tour”; expected one of faq, course, path"),
    ("lessons/paths.toml", "[[path.stage]]", "[[path.stages]]", "path[1].stages: unknown key"),
    ("lessons/concepts.toml", 'slug = "dropout"', 'slug = "forward-pass"', "“forward-pass” is there twice"),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), BROKEN, ids=[case[3][:40] for case in BROKEN])
def test_a_broken_file_is_named_with_what_was_expected(
    tree: Path, path: str, old: str, new: str, expected: str
) -> None:
    edit(tree / path, old, new)
    faults = faults_of(tree)
    assert any(fault.startswith(path) and expected in fault for fault in faults), faults


def test_prerequisites_of_lessons_must_not_run_in_a_circle(tree: Path) -> None:
    edit(tree / "lessons/forward-pass/lesson.md", "level =", 'prerequisites = ["dropout"]\nlevel =')
    assert faults_of(tree) == ["lessons: prerequisites: run in a circle: dropout → forward-pass → dropout"]


def test_prerequisites_of_concepts_must_not_run_in_a_circle(tree: Path) -> None:
    edit(tree / "lessons/concepts.toml", 'layer by layer."', 'layer by layer."\nprerequisites = ["dropout"]')
    assert "lessons/concepts.toml: prerequisites: run in a circle" in faults_of(tree)[0]


def test_glossary_and_paths_may_name_lessons_that_are_still_to_be_written(tree: Path) -> None:
    edit(tree / "lessons/glossary.toml", 'lesson = "dropout"', 'lesson = "nobody-wrote-this-lesson"')
    catalog = read_catalog(tree)
    assert catalog.terms[1].lesson == "nobody-wrote-this-lesson"
    assert "nobody-wrote-this-lab" in catalog.paths[0].stages[1].labs


def test_a_question_may_name_what_is_still_to_be_written(tree: Path) -> None:
    assert "nobody-wrote-this-lab" in read_catalog(tree).questions[0].labs


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("quizzes/notes.txt", "expected a file <slug>.toml here"),
        ("quizzes/Bad_Name.toml", "“Bad_Name” is no slug"),
        ("lessons/loose.md", "expected a folder here"),
        ("lessons/dropout/photo.png", "expected lesson.md and SVG figures only"),
        ("labs/scale-rows/wrong/Bad-Name.py", "expected wrong/<name>.py"),
        ("labs/scale-rows/two words.bin", "expected a plain file name"),
    ],
)
def test_a_file_that_does_not_belong_is_named(tree: Path, path: str, expected: str) -> None:
    (tree / path).write_text("x\n")
    faults = faults_of(tree)
    assert any(Path(path).stem in fault and expected in fault for fault in faults), faults


def test_a_link_is_refused(tree: Path) -> None:
    (tree / "labs/scale-rows/passwd").symlink_to("/etc/passwd")
    assert faults_of(tree) == ["labs/scale-rows: passwd: is a link; expected a plain file"]


def test_bytes_that_are_no_text_name_their_line(tree: Path) -> None:
    (tree / QUIZ).write_bytes(b'title = "x"\nsummary = "\xff"\n')
    assert faults_of(tree)[0] == f"{QUIZ}: line 2: expected UTF-8 text"


def test_windows_newlines_read_as_ours(tree: Path) -> None:
    before = read_catalog(tree)
    for path in (QUIZ, LESSON, QUESTION, LAB, "labs/scale-rows/reference.py"):
        (tree / path).write_bytes((tree / path).read_bytes().replace(b"\n", b"\r\n"))
    assert read_catalog(tree) == before


def test_caches_and_hidden_files_are_not_content(tree: Path) -> None:
    before = read_catalog(tree)
    (tree / "labs/scale-rows/__pycache__").mkdir()
    (tree / "labs/scale-rows/__pycache__/x.pyc").write_bytes(b"x")
    (tree / "quizzes/.swap").write_text("x")
    (tree / "labs/README.md").write_text("x")
    assert read_catalog(tree) == before


def test_one_lab_is_read_by_its_folder() -> None:
    assert read_lab(SAMPLE / "labs/scale-rows") == read_catalog(SAMPLE).labs[0]


def test_a_folder_that_is_not_there_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(CatalogErrors, match="expected a lab's folder"):
        read_lab(tmp_path / "no-lab")


def test_entries_come_in_the_order_of_their_slugs(tree: Path) -> None:
    (quiz,) = (tree / "quizzes").glob("*.toml")
    for name in ("b.toml", "b-a.toml"):
        shutil.copy(quiz, quiz.with_name(name))

    slugs = [entry.slug for entry in read_catalog(tree).quizzes]

    assert slugs == sorted(slugs)
    assert slugs.index("b") < slugs.index("b-a")
