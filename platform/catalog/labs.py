"""`labs/<slug>/`: a lab is a folder, held here as its files."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from catalog import toml
from catalog.entries import Device, EntryPoint, Hint, Lab, Level, Limits
from catalog.errors import Faults
from catalog.tables import Table
from catalog.texts import control_character, decode, tidy_file

HINT_KINDS = ("nudge", "formula", "shapes", "code")
DEFAULT_SEEDS = (1, 2, 3)
SETTINGS = "lab.toml"
TEXTS = {
    "statement.md": "statement",
    "starter.py": "starter",
    "reference.py": "reference",
    "checks.py": "checks",
    "fixtures.py": "fixtures",
    "explanation.md": "explanation",
}
OPTIONAL_TEXTS = {"fixtures.py", "explanation.md"}
_WRONG = re.compile(r"wrong/([a-z][a-z0-9_]*)\.py")
_PATH = re.compile(r"[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*")
_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def lab_from_files(slug: str, files: Mapping[str, bytes], faults: Faults) -> Lab | None:
    """Build a lab from its folder's files (path → bytes). Adds faults for files that cannot be read as a lab.

    Trusts what the files say to each other; `check` questions it.
    """
    texts = {path: decode(data, faults.at(f"{faults.path}/{path}")) for path, data in files.items() if _is_text(path)}
    missing = [name for name in (SETTINGS, *TEXTS) if name not in files and name not in OPTIONAL_TEXTS]
    for name in missing:
        faults.at(f"{faults.path}/{name}").add("", "is missing; expected this file")
    settings = faults.at(f"{faults.path}/{SETTINGS}")
    data = toml.loads(texts.get(SETTINGS, ""), settings) if SETTINGS in files else None
    if data is None or missing:
        return None
    return lab_from(
        slug,
        Table(data, settings),
        texts={key: texts.get(name, "") for name, key in TEXTS.items()},
        wrong={name: text for path, text in texts.items() if (name := wrong_name(path))},
        files={path: data for path, data in files.items() if not _is_text(path)},
    )


def lab_from(
    slug: str, table: Table, *, texts: Mapping[str, str], wrong: Mapping[str, str], files: Mapping[str, bytes]
) -> Lab:
    """Build a lab from the table of `lab.toml`, its texts by field (`starter`, …), wrong solutions and data."""
    limits = table.table("limits")
    lab = Lab(
        slug=slug,
        title=table.text("title", longest=200),
        summary=table.text("summary"),
        level=table.one_of("level", Level),
        points=table.number("points", least=0.0),
        minutes=table.whole("minutes"),
        order=table.whole("order", default=0),
        lesson=table.slug("lesson", default=""),
        concepts=table.slugs("concepts"),
        device=table.one_of("device", Device, default=Device.CPU),
        forbidden=table.texts("forbidden"),
        seeds=table.wholes("seeds", default=DEFAULT_SEEDS),
        public_files=tuple(sorted(table.texts("public_files"))),
        draft=table.flag("draft"),
        limits=Limits() if limits is None else limits_from(limits),
        entry_points=tuple(entry_point_from(row) for row in table.tables("entry_point")),
        hints=tuple(hint_from(row) for row in table.tables("hint")),
        wrong={name: tidy_file(source) for name, source in wrong.items()},
        files=dict(files),
        **{key: tidy_file(text) for key, text in texts.items()},
    )
    table.close()
    return lab


def limits_from(table: Table) -> Limits:
    usual = Limits()
    limits = Limits(
        wall_seconds=table.number("wall_seconds", default=usual.wall_seconds, least=0.1),
        cpu_seconds=table.number("cpu_seconds", default=usual.cpu_seconds, least=0.1),
        memory_bytes=table.whole("memory_bytes", default=usual.memory_bytes, least=1 << 20, most=1 << 40),
    )
    table.close()
    return limits


def entry_point_from(table: Table) -> EntryPoint:
    point = EntryPoint(name=table.text("name"), signature=table.text("signature"))
    if point.name and not point.name.isidentifier():
        table.fault("name", f"“{point.name}” is no Python name")
    table.close()
    return point


def hint_from(table: Table) -> Hint:
    hint = Hint(kind=table.text("kind"), text=table.text("text"))
    if hint.kind and hint.kind not in HINT_KINDS:
        table.fault("kind", f"is “{hint.kind}”; expected one of {', '.join(HINT_KINDS)}")
    table.close()
    return hint


def check(lab: Lab, faults: Faults) -> None:
    """Fault what a lab's parts say to each other and to Python."""
    settings = faults.at(f"{faults.path}/{SETTINGS}")
    if not lab.entry_points:
        settings.add("entry_point", "expected at least one [[entry_point]]")
    if lab.points <= 0:
        settings.add("points", "expected more than 0 points")
    for name in lab.public_files:
        if name not in lab.files:
            settings.add("public_files", f"“{name}” is no data file of this lab")
    for name in lab.forbidden:
        if not _NAME.fullmatch(name):
            settings.add("forbidden", f"“{name}” is no dotted name such as torch.nn.Dropout")
    for path, text in to_texts(lab).items():
        check_text(path, text, faults.at(f"{faults.path}/{path}"))
    for path in lab.files:
        check_path(path, faults)


def check_text(path: str, text: str, faults: Faults) -> None:
    """Fault an empty text, characters that cannot be shown, and Python that does not parse."""
    if not text.strip() and path not in OPTIONAL_TEXTS:
        faults.add("", "is empty; expected text")
    if found := control_character(text):
        faults.add("", f"holds the control character {found}")
    elif path.endswith(".py"):
        try:
            ast.parse(text)
        except SyntaxError as error:
            faults.add(f"line {error.lineno}", f"not valid Python: {error.msg}")


def check_path(path: str, faults: Faults) -> None:
    """Fault a path that no data file of a lab may have."""
    if path.startswith("wrong/"):
        faults.add(path, "expected wrong/<name>.py, in lower-case letters, digits and underscores")
    elif not _PATH.fullmatch(path) or len(path) > 200:
        faults.add(path, "expected a plain file name without blanks")


def to_table(lab: Lab) -> dict[str, Any]:
    """Return `lab.toml`; what equals its default is left out."""
    optional: dict[str, Any] = {
        "order": lab.order,
        "lesson": lab.lesson,
        "concepts": list(lab.concepts),
        "device": "" if lab.device == Device.CPU else lab.device.value,
        "forbidden": list(lab.forbidden),
        "seeds": [] if lab.seeds == DEFAULT_SEEDS else list(lab.seeds),
        "public_files": list(lab.public_files),
        "draft": lab.draft,
        "limits": limits_to_table(lab.limits),
        "entry_point": [{"name": point.name, "signature": point.signature} for point in lab.entry_points],
        "hint": [{"kind": hint.kind, "text": hint.text} for hint in lab.hints],
    }
    return {
        "title": lab.title,
        "summary": lab.summary,
        "level": lab.level.value,
        "points": lab.points,
        "minutes": lab.minutes,
        **{key: value for key, value in optional.items() if value},
    }


def limits_to_table(limits: Limits) -> dict[str, Any]:
    usual = Limits()
    keys = ("wall_seconds", "cpu_seconds", "memory_bytes")
    return {key: getattr(limits, key) for key in keys if getattr(limits, key) != getattr(usual, key)}


def to_texts(lab: Lab) -> dict[str, str]:
    """Return the text files of the folder but `lab.toml`, by path."""
    texts = {name: str(getattr(lab, key)) for name, key in TEXTS.items()}
    texts = {name: text for name, text in texts.items() if text or name not in OPTIONAL_TEXTS}
    return texts | {f"wrong/{name}.py": source for name, source in sorted(lab.wrong.items())}


def to_files(lab: Lab) -> dict[str, bytes]:
    """Return the whole folder, by path."""
    texts = {SETTINGS: toml.dumps(to_table(lab)), **to_texts(lab)}
    return {path: text.encode() for path, text in texts.items()} | dict(lab.files)


def wrong_name(path: str) -> str:
    """Return `forgot_scale` for `wrong/forgot_scale.py`, and nothing for any other file."""
    found = _WRONG.fullmatch(path)
    return found[1] if found else ""


def _is_text(path: str) -> bool:
    return path == SETTINGS or path in TEXTS or bool(wrong_name(path))
