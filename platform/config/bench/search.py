"""What a learner waits for after typing into the search box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.test import Client

from config.bench.rows import BenchError, Row, milliseconds, p50
from content.models import Lesson
from content.models.search import SearchEntry

_ROUNDS = 3
_WORDS = ("dropout", "gradient", "learning rate", "nn.Linear", "how does a network learn", "regularization", "a")
_MISSPELT = ("dropuot", "backpropogation", "convolutoin layer", "zzzzqqqq")


def rows(client: Client) -> list[Row]:
    """Time the page of hits over all content: each lesson's own question, single words, and misspelt ones."""
    questions = list(Lesson.objects.filter(is_published=True).values_list("question", flat=True))
    texts = [*questions, *_WORDS, *_MISSPELT]
    _search(client, texts[0])
    samples = [milliseconds(partial(_search, client, text)) for _ in range(_ROUNDS) for text in texts]
    how = (
        f"median of {len(samples)} requests of /search/ through every middleware, over "
        f"{SearchEntry.objects.count()} entries: {_kinds(questions)}"
    )
    return [Row("search_p50_ms", p50(samples), "ms", 50, how)]


def _kinds(questions: Sequence[str]) -> str:
    return f"{len(questions)} questions of lessons, {len(_WORDS)} words, {len(_MISSPELT)} misspelt, {_ROUNDS} times"


def _search(client: Client, text: str) -> None:
    if (status := client.get("/search/", {"q": text}).status_code) != 200:
        raise BenchError(f"Searching for {text!r} answered {status}.")
