"""A tree of content files in and out of a `Catalog`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from catalog import concepts, glossary, labs, lessons, links, paths, questions, quizzes, toml
from catalog.entries import Catalog, Lab, Lesson, Question, Quiz
from catalog.errors import CatalogErrors, Faults
from catalog.frontmatter import join, split
from catalog.tables import Table
from catalog.texts import SLUG_RULE, decode, is_slug

CONCEPTS = "lessons/concepts.toml"
GLOSSARY = "lessons/glossary.toml"
PATHS = "lessons/paths.toml"
UNREAD = {"README.md"}
_T = TypeVar("_T")


def read_catalog(root: Path) -> Catalog:
    """Read all content below `root`; a missing folder reads as empty.

    Raises:
        CatalogErrors: every fault of the tree, together.
    """
    faults = Faults("", [])
    catalog = Catalog(
        concepts=_read_table(root, CONCEPTS, concepts.concepts_from, faults),
        terms=_read_table(root, GLOSSARY, glossary.terms_from, faults),
        lessons=tuple(
            lesson for folder in _folders(root, "lessons", faults) if (lesson := _read_lesson(folder, faults))
        ),
        questions=tuple(
            question for file in _flat(root, "questions", ".md", faults) if (question := _read_question(file, faults))
        ),
        quizzes=tuple(quiz for file in _flat(root, "quizzes", ".toml", faults) if (quiz := _read_quiz(file, faults))),
        labs=tuple(lab for folder in _folders(root, "labs", faults) if (lab := _read_lab(folder, faults))),
        paths=_read_table(root, PATHS, paths.paths_from, faults),
    )
    # A file that could not be read would make every mention of it look like a second fault.
    if not faults.errors:
        links.check(catalog, faults)
    faults.check()
    return catalog


def read_lab(folder: Path) -> Lab:
    """Read one lab; the lesson and concepts it names are not looked up.

    Raises:
        CatalogErrors: every fault of the folder, together.
    """
    faults = Faults(f"labs/{folder.resolve().name}", [])
    if not folder.is_dir():
        faults.add("", "is no folder; expected a lab's folder")
    elif not is_slug(folder.resolve().name):
        faults.add("", f"“{folder.resolve().name}” is no slug; {SLUG_RULE}")
    faults.check()
    lab = _read_lab(folder.resolve(), faults)
    if lab is None or faults.errors:
        raise CatalogErrors(faults.errors)
    return lab


def write_catalog(catalog: Catalog, root: Path) -> None:
    """Write `catalog` below `root` in the canonical form.

    The folder of a lesson or lab then holds that entry alone: files it had before are removed.
    """
    for name, entries, table in (
        (CONCEPTS, catalog.concepts, concepts.to_table(catalog.concepts)),
        (GLOSSARY, catalog.terms, glossary.to_table(catalog.terms)),
        (PATHS, catalog.paths, paths.to_table(catalog.paths)),
    ):
        if entries:
            _write(root / name, toml.dumps(table).encode())
    for lesson in catalog.lessons:
        texts = {"lesson.md": join(lessons.to_table(lesson), lesson.body), **lesson.figures}
        _write_folder(root / "lessons" / lesson.slug, {name: text.encode() for name, text in texts.items()})
    for question in catalog.questions:
        text = join(questions.to_table(question), question.model_answer)
        _write(root / "questions" / f"{question.slug}.md", text.encode())
    for quiz in catalog.quizzes:
        _write(root / "quizzes" / f"{quiz.slug}.toml", toml.dumps(quizzes.to_table(quiz)).encode())
    for lab in catalog.labs:
        _write_folder(root / "labs" / lab.slug, labs.to_files(lab))


def _read_table(root: Path, name: str, read: Callable[[Table], tuple[_T, ...]], faults: Faults) -> tuple[_T, ...]:
    path = root / name
    if not path.is_file():
        return ()
    here = faults.at(name)
    data = toml.loads(decode(path.read_bytes(), here), here)
    return () if data is None else read(Table(data, here))


def _read_lesson(folder: Path, faults: Faults) -> Lesson | None:
    files = _contents(folder, faults)
    if "lesson.md" not in files:
        faults.at(f"lessons/{folder.name}/lesson.md").add("", "is missing; expected this file")
        return None
    figures = {name: data for name, data in files.items() if name.endswith(".svg")}
    for name in files.keys() - figures.keys() - {"lesson.md"}:
        faults.at(f"lessons/{folder.name}/{name}").add("", "expected lesson.md and SVG figures only")
    here = faults.at(f"lessons/{folder.name}/lesson.md")
    table, body = split(decode(files["lesson.md"], here), here)
    if table is None:
        return None
    texts = {name: decode(data, faults.at(f"lessons/{folder.name}/{name}")) for name, data in figures.items()}
    return lessons.lesson_from(folder.name, Table(table, here), body, texts, here)


def _read_question(path: Path, faults: Faults) -> Question | None:
    here = faults.at(f"questions/{path.name}")
    table, body = split(decode(path.read_bytes(), here), here)
    return None if table is None else questions.question_from(path.stem, Table(table, here), body, here)


def _read_quiz(path: Path, faults: Faults) -> Quiz | None:
    here = faults.at(f"quizzes/{path.name}")
    data = toml.loads(decode(path.read_bytes(), here), here)
    return None if data is None else quizzes.quiz_from(path.stem, Table(data, here))


def _read_lab(folder: Path, faults: Faults) -> Lab | None:
    here = faults.at(f"labs/{folder.name}")
    lab = labs.lab_from_files(folder.name, _contents(folder, here), here)
    if lab is not None:
        labs.check(lab, here)
    return lab


def _entries(root: Path, name: str) -> Iterator[Path]:
    folder = root / name
    if folder.is_dir():
        # By stem: with its suffix, "a-b.toml" would come before "a.toml".
        paths = sorted(folder.iterdir(), key=lambda path: path.stem)
        yield from (path for path in paths if not _is_ignored(path) and path.name not in UNREAD)


def _folders(root: Path, name: str, faults: Faults) -> Iterator[Path]:
    for path in _entries(root, name):
        if f"{name}/{path.name}" in {CONCEPTS, GLOSSARY, PATHS}:
            continue
        if not path.is_dir():
            faults.at(f"{name}/{path.name}").add("", "expected a folder here")
        elif not is_slug(path.name):
            faults.at(f"{name}/{path.name}").add("", f"“{path.name}” is no slug; {SLUG_RULE}")
        else:
            yield path


def _flat(root: Path, name: str, suffix: str, faults: Faults) -> Iterator[Path]:
    for path in _entries(root, name):
        if path.suffix != suffix or not path.is_file():
            faults.at(f"{name}/{path.name}").add("", f"expected a file <slug>{suffix} here")
        elif not is_slug(path.stem):
            faults.at(f"{name}/{path.name}").add("", f"“{path.stem}” is no slug; {SLUG_RULE}")
        else:
            yield path


def _contents(folder: Path, faults: Faults) -> dict[str, bytes]:
    """Return every file below `folder` by its relative path. A link could lead anywhere, so it is a fault."""
    contents = {}
    for path in _owned(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            faults.add(name, "is a link; expected a plain file")
        else:
            contents[name] = path.read_bytes()
    return contents


def _owned(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if _is_ignored(path):
            continue
        found += _owned(path) if path.is_dir() and not path.is_symlink() else [path]
    return found


def _is_ignored(path: Path) -> bool:
    return path.name.startswith(".") or path.name == "__pycache__"


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.is_dir():
        for path in _owned(folder):
            if path.relative_to(folder).as_posix() not in files:
                path.unlink()
    for name, data in files.items():
        _write(folder / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == data:
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
