"""What must be right before learners see a text. Readers check the form of a file; this checks what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalog import prose, variants
from catalog.entries import Catalog, Lab, Lesson, Question, Quiz
from catalog.errors import CatalogError
from catalog.mathml import MathError, draw

HARDEST_GRADE = 10.0
SHORTEST_ALTERNATIVE = 20
PLACEHOLDER = re.compile(r"\b(TODO|TBD|FIXME|XXX|lorem ipsum|dolor sit amet|coming soon)\b", re.IGNORECASE)
DAMAGED = re.compile(r"[\ufffd\ufeff]|Ã.|â€|Â[^a-z]|‚Ä")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<name>[^\s)>]+)>?(?:\s+\"(?P<caption>[^\"]*)\")?\s*\)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?(?P<address>[^\s)>]+)")
_PLACE = re.compile(r"/(?P<kind>lessons|questions|quizzes|labs|concepts|paths)/(?P<slug>[a-z0-9-]+)/(?:#.*)?")
_NAMED = re.compile(r"(?P<kind>glossary|item|explainer):(?P<slug>[a-z0-9-]+)")
_INDEXES = re.compile(r"/(?:lessons|questions|quizzes|labs|concepts|paths|faq|glossary|explainers)/(?:#.*)?")
_AS_OF = re.compile(r"\bas of\b", re.IGNORECASE)
_DANGLING = re.compile(r"(?:[,–-]|\b(?:a|an|and|as|at|but|by|for|from|in|of|on|or|the|to|with))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """Where links may lead: slugs by kind, and the items of each quiz by its slug."""

    slugs: Mapping[str, frozenset[str]]
    items: Mapping[str, frozenset[str]]

    def has(self, kind: str, slug: str) -> bool:
        return slug in self.slugs.get(kind, frozenset())


@dataclass(slots=True)
class Findings:
    """What stands against publishing, and what somebody should look at some day."""

    problems: list[CatalogError] = field(default_factory=list)
    warnings: list[CatalogError] = field(default_factory=list)


def known_in(catalog: Catalog, explainers: Iterable[str]) -> Known:
    """Return where links may lead among what a catalog publishes."""
    kinds: dict[str, Iterable[Lesson | Question | Quiz | Lab]] = {
        "lessons": catalog.lessons,
        "questions": catalog.questions,
        "quizzes": catalog.quizzes,
        "labs": catalog.labs,
    }
    slugs = {kind: frozenset(entry.slug for entry in entries if not entry.draft) for kind, entries in kinds.items()}
    slugs["concepts"] = frozenset(concept.slug for concept in catalog.concepts)
    slugs["glossary"] = frozenset(term.slug for term in catalog.terms)
    slugs["paths"] = frozenset(path.slug for path in catalog.paths)
    slugs["explainer"] = frozenset(explainers)
    items = {quiz.slug: frozenset(item.slug for item in quiz.items) for quiz in catalog.quizzes if not quiz.draft}
    return Known(slugs, items)


def check_catalog(catalog: Catalog, *, explainers: Iterable[str], today: str) -> Findings:
    """Check everything a catalog publishes. `today` is an ISO date; a fact to be reviewed before it is a warning."""
    known = known_in(catalog, explainers)
    found = Findings()
    for lesson in catalog.lessons:
        if not lesson.draft:
            check_lesson(lesson, known, found, today=today)
    for question in catalog.questions:
        if not question.draft:
            check_question(question, known, found)
    for lab in catalog.labs:
        if not lab.draft:
            path = f"labs/{lab.slug}/statement.md"
            texts = [lab.title, lab.summary, lab.statement, lab.explanation, *(hint.text for hint in lab.hints)]
            found.problems += _text_problems(path, texts, known)
    for quiz in catalog.quizzes:
        if not quiz.draft:
            texts = [quiz.title, quiz.summary, *(text for item in quiz.items for text in variants.texts(item))]
            found.problems += _text_problems(f"quizzes/{quiz.slug}.toml", texts, known)
    found.problems += _index_problems(catalog, known)
    return found


def check_lesson(lesson: Lesson, known: Known, found: Findings, *, today: str) -> None:
    """Add what stands against publishing a lesson."""
    path = f"lessons/{lesson.slug}/lesson.md"
    lines = [lesson.title, lesson.question, lesson.summary, *lesson.key_points]
    told = [(where, message) for text in (*lines, lesson.body) for where, message in _said_badly(text)]
    told += _unfinished([lesson.question, lesson.summary, *lesson.key_points])
    told += _unfinished_blocks(lesson.body)
    told += _dead_links(lesson.body, known, quiz=lesson.slug)
    told += _undescribed(lesson)
    told += _unsourced(lesson)
    if (grade := prose.grade(lesson.body)) > HARDEST_GRADE:
        told.append(("", f"reads like school year {grade:.1f}; expected at most {HARDEST_GRADE:g}: shorten sentences"))
    found.problems += [CatalogError(path, where, message) for where, message in told]
    for n, fact in enumerate(lesson.facts, 1):
        if fact.review_by < today:
            message = f"“{fact.name}” was to be reviewed by {fact.review_by}"
            found.warnings.append(CatalogError(path, f"fact[{n}].review_by", message))


def check_question(question: Question, known: Known, found: Findings) -> None:
    """Add what stands against publishing an interview question."""
    texts = [question.title, question.prompt, question.model_answer, *question.follow_ups]
    texts += [point.text for point in question.rubric]
    texts += [text for wrong in question.wrong_answers for text in (wrong.claim, wrong.feedback)]
    found.problems += _text_problems(f"questions/{question.slug}.md", texts, known)


_Told = Iterator[tuple[str, str]]


def _text_problems(path: str, texts: Iterable[str], known: Known) -> list[CatalogError]:
    return [
        CatalogError(path, where, message)
        for text in texts
        for where, message in (*_said_badly(text), *_dead_links(text, known, quiz=""))
    ]


def _said_badly(text: str) -> _Told:
    for found in PLACEHOLDER.finditer(prose.without_code(text)):
        yield "", f"holds the placeholder “{found[0]}”"
    for found in DAMAGED.finditer(text):
        yield "", f"holds damaged text near “{text[max(0, found.start() - 15) : found.end() + 15]}”"
    for tex, display in prose.formulas(text):
        try:
            draw(tex, display=display)
        except MathError as error:
            yield "", f"the formula “{tex[:40]}” {error}"


def _unfinished(texts: Iterable[str]) -> _Told:
    for text in texts:
        if not _is_finished(next((words for _, words in prose.blocks(text)), "")):
            yield "", f"ends without a full stop: “…{text[-50:]}”"


def _unfinished_blocks(body: str) -> _Told:
    """Find paragraphs that stop short. One may run into a formula, and an item of a list may be a few words."""
    found = list(prose.blocks(body))
    following = [words for _, words in found[1:]]
    for (kind, words), after in zip(found, [*following, ""], strict=True):
        stops_short = _DANGLING.search(words) if kind == "item" else not _is_finished(words)
        if stops_short and prose.FORMULA not in (words, after):
            yield "", f"a sentence stops short: “…{words[-50:]}”"


def _is_finished(words: str) -> bool:
    return words.rstrip("\"”’')*").endswith((".", "!", "?", ":", "…", f" {prose.STAND_IN}"))


def _dead_links(text: str, known: Known, *, quiz: str) -> _Told:
    anchors = {anchor(line.lstrip("# ")) for line in prose.without_code(text).split("\n") if line.startswith("##")}
    for found in _LINK.finditer(prose.without_code(text)):
        address = found["address"]
        if address.startswith("#"):
            if address.removeprefix("#h-") not in anchors:
                yield "", f"links to “{address}”; no heading here has that anchor"
        elif named := _NAMED.fullmatch(address):
            alive = (
                named["slug"] in known.items.get(quiz, frozenset())
                if named["kind"] == "item"
                else known.has(named["kind"], named["slug"])
            )
            if not alive:
                yield "", f"links to “{address}”, which does not exist"
        elif place := _PLACE.fullmatch(address):
            if not known.has(place["kind"], place["slug"]):
                yield "", f"links to “{address}”, which is not published"
        elif not address.startswith(("https://", "http://", "mailto:")) and not _INDEXES.fullmatch(address):
            yield "", f"links to “{address}”; expected an address of this site or one with https://"


def anchor(heading: str) -> str:
    """Return what the page makes of a heading's words, without the prefix `h-`."""
    words = re.sub(r"[`*$]", "", heading).strip().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", words)).strip("-_")


def _undescribed(lesson: Lesson) -> _Told:
    shown = list(IMAGE.finditer(prose.without_code(lesson.body)))
    for image in shown:
        if len(image["alt"].strip()) <= SHORTEST_ALTERNATIVE:
            yield image["name"], "expected a text in the brackets that says what the figure shows"
        if "Source: " not in (image["caption"] or ""):
            yield image["name"], "expected a caption in quotes that ends with its source (“Source: own drawing.”)"
    for name, svg in lesson.figures.items():
        if name not in {image["name"] for image in shown}:
            yield name, "is not shown in the body"
        for part in ("title", "desc"):
            if not re.search(rf"<{part}\b[^>]*>\s*[^<\s]", svg):
                yield name, f"expected a <{part}> in the SVG"


def _unsourced(lesson: Lesson) -> _Told:
    body = " ".join(lesson.body.split())
    for n, fact in enumerate(lesson.facts, 1):
        if " ".join(fact.value.split()) not in body:
            yield f"fact[{n}].value", f"the body does not print “{fact.value}”"
    if _AS_OF.search(prose.without_code(lesson.body)) and not lesson.facts:
        yield "", "says “as of” without a [[fact]] that holds value, date and source"
    for n, source in enumerate(lesson.sources, 1):
        if source.url and not source.accessed:
            yield f"source[{n}].accessed", "expected the day it was read"


def _index_problems(catalog: Catalog, known: Known) -> list[CatalogError]:
    """Find terms and paths that name what is not published."""
    problems = []
    for term in catalog.terms:
        at = "lessons/glossary.toml"
        problems += [
            CatalogError(at, term.slug, told) for _, told in (*_said_badly(term.text), *_unfinished([term.text]))
        ]
        problems += [CatalogError(at, term.slug, told) for _, told in _dead_links(term.text, known, quiz="")]
        if term.lesson and not known.has("lessons", term.lesson):
            problems.append(CatalogError(at, term.slug, f"no lesson “{term.lesson}” is published"))
    for path in catalog.paths:
        for stage in path.stages:
            for kind, slugs in (("lessons", stage.lessons), ("labs", stage.labs)):
                problems += [
                    CatalogError(
                        "lessons/paths.toml", f"{path.slug}: {stage.title}", f"no {kind[:-1]} “{slug}” is published"
                    )
                    for slug in slugs
                    if not known.has(kind, slug)
                ]
    return problems
