"""Everything the site knows of one learner, as files: what they get on request, and nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F, Model

from accounts.models import User
from accounts.selectors import token_made_at
from attempts.api.serializers import AttemptSerializer
from attempts.models import Attempt, TimeExtension
from interviews.models import Practice
from mastery.models import Card, LessonRead, Portfolio
from mastery.zipping import json_list, json_text, zipped
from submissions.models import BadCheckReport, Draft, DraftVersion, HintOpened, Submission

ROWS_AT_ONCE = 100
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the export: what it is about, the models it covers, and its rows for a learner."""

    name: str
    about: str
    models: tuple[type[Model], ...]
    rows: Callable[[User], Iterable[Row]]


def files(learner: User) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the name and the text of each file; queries run as the text is asked for."""
    yield "README.txt", [readme(learner)]
    yield "account.json", [json_text(account(learner)) + "\n"]
    for part in PARTS:
        yield f"{part.name}.json", json_list(part.rows(learner))


def archive(learner: User) -> Iterator[bytes]:
    """Yield the ZIP of all files; at most `ROWS_AT_ONCE` rows of it are in memory."""
    return zipped(files(learner))


def readme(learner: User) -> str:
    """Explain each file. It stays English, as the names in the files do."""
    lines = [f"{part.name}.json\n    {part.about}" for part in PARTS]
    return (
        f"Forward Pass: what this site keeps of the account {learner.username}.\n\n"
        "All files are JSON in UTF-8. Times are ISO 8601 with their offset from UTC. A field is null where nothing is\n"
        "known. Lessons, labs, quizzes and questions are named by the last part of their address on the site.\n\n"
        "account.json\n    Your account and its settings. Neither your password nor your API token is here: the site\n"
        "    keeps the one only as a hash, and whoever has the other can act in your name.\n" + "\n".join(lines) + "\n"
    )


def account(learner: User) -> dict[str, Any]:
    """Give the account and its settings, without password and token. Two queries."""
    addresses = EmailAddress.objects.filter(user=learner).values("email", "verified", "primary")
    return {
        "username": learner.username,
        "name": learner.first_name,
        "last_name": learner.last_name,
        "email": learner.email,
        "email_addresses": list(addresses),
        "joined_at": learner.date_joined,
        "last_sign_in_at": learner.last_login,
        "is_staff": learner.is_staff,
        "shows_days": learner.shows_days,
        "api_token_made_at": token_made_at(learner),
    }


def _attempts(learner: User) -> Iterator[Row]:
    """Give attempts as the REST interface shows them: keys and explanations only where the quiz has told them."""
    attempts = Attempt.objects.filter(learner=learner).select_related("quiz").prefetch_related("responses")
    serializer = AttemptSerializer()
    serializer.fields.pop("url")
    for attempt in attempts.order_by("started_at").iterator(chunk_size=ROWS_AT_ONCE):
        yield serializer.to_representation(attempt)


def _rows(rows: Any, *fields: str, **named: str) -> Iterator[Row]:
    """Read columns in chunks, `named` ones under another name."""
    columns = rows.values(*fields, **{name: F(path) for name, path in named.items()})
    yield from columns.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE)


def _submissions(learner: User) -> Iterator[Row]:
    return _rows(
        Submission.runs.filter(learner=learner),
        "id", "device", "trace", "visible_only", "state", "verdict", "points", "max_points",
        "created_at", "started_at", "finished_at", "source", "report",
        lab_slug="lab__slug", version="lab_version__version",
    )  # fmt: skip


def _reports(learner: User) -> Iterator[Row]:
    reports = BadCheckReport.objects.filter(submission__learner=learner)
    return _rows(reports, "submission_id", "check_id", "seed", "text", "is_settled", "created_at")


def _drafts(learner: User) -> Iterator[Row]:
    for rows, is_current in ((Draft.objects, True), (DraftVersion.objects, False)):
        for row in _rows(rows.filter(learner=learner), "source", "saved_at", lab_slug="lab__slug"):
            yield {**row, "is_current": is_current}


def _interviews(learner: User) -> Iterator[Row]:
    practices = Practice.objects.filter(learner=learner).select_related("question").order_by("created_at")
    for practice in practices.iterator(chunk_size=ROWS_AT_ONCE):
        texts = [point["text"] for point in practice.rubric]
        yield {
            "question": practice.question.slug,
            "state": practice.state,
            "answer": practice.answer,
            "gave_up": practice.gave_up,
            "points": [
                {"text": text, "is_ticked": ticked} for text, ticked in zip(texts, practice.points, strict=False)
            ],
            "score": practice.score,
            "created_at": practice.created_at,
            "finished_at": practice.finished_at,
        }


def _cards(learner: User) -> Iterator[Row]:
    return _rows(
        Card.objects.filter(learner=learner),
        "kind", "stability", "difficulty", "reviewed_at", "last_rating", "due", "begun_at", "is_removed",
        question_slug="question__slug", quiz_slug="item__quiz__slug", item_id_of_site="item_id", lab_slug="lab__slug",
    )  # fmt: skip


def _portfolio(learner: User) -> Iterator[Row]:
    for portfolio in Portfolio.objects.filter(learner=learner).prefetch_related("labs__lab", "tests"):
        yield {
            "is_public": portfolio.is_public,
            "may_be_indexed": portfolio.may_be_indexed,
            "name": portfolio.name,
            "text": portfolio.text,
            "labs": [{"lab": place.lab.slug, "shows_code": place.shows_code} for place in portfolio.labs.all()],
            "tests": [quiz.slug for quiz in portfolio.tests.all()],
        }


PARTS = (
    Part(
        "submissions",
        "Code you handed in or ran, with its verdict and whole report. `visible_only` marks runs that count nowhere.",
        (Submission,),
        _submissions,
    ),
    Part("check-reports", "What you wrote about checks that seemed wrong.", (BadCheckReport,), _reports),
    Part("drafts", "Code you typed on lab pages, as it stands and earlier versions.", (Draft, DraftVersion), _drafts),
    Part(
        "hints",
        "Hints you opened in labs; `index` counts from 0.",
        (HintOpened,),
        lambda learner: _rows(HintOpened.objects.filter(learner=learner), "index", "opened_at", lab_slug="lab__slug"),
    ),
    Part(
        "attempts",
        "Quizzes you took, with each question and your answer. `feedback` holds your mark, the right answer and the\n"
        "    explanation; it is null while the quiz has not told you them.",
        (Attempt,),
        _attempts,
    ),
    Part(
        "time-extensions",
        "More time you were given for quizzes; `quiz_slug` null means all of them.",
        (TimeExtension,),
        lambda learner: _rows(
            TimeExtension.objects.filter(learner=learner), "percent", "minutes", quiz_slug="quiz__slug"
        ),
    ),
    Part("interviews", "Interview questions you rehearsed, with your answers and marks.", (Practice,), _interviews),
    Part(
        "reading",
        "Lessons you marked as read.",
        (LessonRead,),
        lambda learner: _rows(LessonRead.objects.filter(learner=learner), "read_at", lesson_slug="lesson__slug"),
    ),
    Part("reviews", "What comes back to you for review, and when.", (Card,), _cards),
    Part("portfolio", "What you chose for the page that you may make public.", (Portfolio,), _portfolio),
)
