"""Everything the site knows of one learner, as files: what they get on request, and nothing that is not theirs."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import token_made_at
from attempts.api.serializers import AttemptSerializer
from attempts.models import Attempt, TimeExtension
from interviews.models import Practice
from mastery.models import Card, LessonRead, Portfolio
from mastery.zipping import json_list, json_text, zipped
from submissions.models import BadCheckReport, Draft, DraftVersion, HintOpened, Submission

ROWS_AT_ONCE = 100
ACCOUNT = "account.json"
Row = Mapping[str, Any]
_INDENT = 4 * " "


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the export: what it is about, the models it covers, and its rows for a learner."""

    name: str
    about: str | Promise
    models: tuple[type[Model], ...]
    rows: Callable[[User], Iterable[Row]]

    @property
    def file(self) -> str:
        return f"{self.name}.json"


def archive(learner: User) -> Iterator[bytes]:
    """Return the ZIP of all files, piece by piece; at most `ROWS_AT_ONCE` rows of it are in memory."""
    explained = readme(learner)  # now, while the learner's language is in force; all else as it is sent
    return zipped(_files(learner, explained))


def _files(learner: User, explained: str) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the name and the text of each file; queries run as the text is asked for."""
    yield "README.txt", [explained]
    yield ACCOUNT, [json_text(account(learner)) + "\n"]
    for part in PARTS:
        yield part.file, json_list(part.rows(learner))


def contents() -> list[tuple[str, str]]:
    """Give the name of each file with what it is about, in the reader's language."""
    about_account = _(
        "Your account and its settings. Neither your password nor your API token is here: the site keeps the one only "
        "as a hash, and whoever has the other can act in your name."
    )
    return [(ACCOUNT, about_account), *((part.file, str(part.about)) for part in PARTS)]


def readme(learner: User) -> str:
    """Explain each file in the reader's language."""
    title = _("Forward Pass: what this site keeps of the account %(name)s.") % {"name": learner.username}
    form = _(
        "All files are JSON in UTF-8. Times are ISO 8601 with their offset from UTC. A field is null where nothing is "
        "known. Lessons, labs, quizzes and questions are named by the last part of their address on the site."
    )
    files = (
        f"{name}\n{textwrap.fill(about, 100, initial_indent=_INDENT, subsequent_indent=_INDENT)}"
        for name, about in contents()
    )
    return "\n\n".join([title, textwrap.fill(form, 100), *files]) + "\n"


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
        gettext_lazy(
            "Code you handed in or ran, with verdict and report. “visible_only” marks runs that count nowhere."
        ),
        (Submission,),
        _submissions,
    ),
    Part("check-reports", gettext_lazy("What you wrote about checks that seemed wrong."), (BadCheckReport,), _reports),
    Part(
        "drafts",
        gettext_lazy("Code you typed on lab pages, as it stands and earlier versions."),
        (Draft, DraftVersion),
        _drafts,
    ),
    Part(
        "hints",
        gettext_lazy("Hints you opened in labs; “index” counts from 0."),
        (HintOpened,),
        lambda learner: _rows(HintOpened.objects.filter(learner=learner), "index", "opened_at", lab_slug="lab__slug"),
    ),
    Part(
        "attempts",
        gettext_lazy(
            "Quizzes you took, with each question and your answer. “feedback” holds your mark, the right answer and "
            "the explanation; it is null while the quiz has not told you them."
        ),
        (Attempt,),
        _attempts,
    ),
    Part(
        "time-extensions",
        gettext_lazy("More time you were given for quizzes; “quiz_slug” null means all of them."),
        (TimeExtension,),
        lambda learner: _rows(
            TimeExtension.objects.filter(learner=learner), "percent", "minutes", quiz_slug="quiz__slug"
        ),
    ),
    Part(
        "interviews",
        gettext_lazy("Interview questions you rehearsed, with your answers and marks."),
        (Practice,),
        _interviews,
    ),
    Part(
        "reading",
        gettext_lazy("Lessons you marked as read."),
        (LessonRead,),
        lambda learner: _rows(LessonRead.objects.filter(learner=learner), "read_at", lesson_slug="lesson__slug"),
    ),
    Part("reviews", gettext_lazy("What comes back to you for review, and when."), (Card,), _cards),
    Part("portfolio", gettext_lazy("What you chose for the page that you may make public."), (Portfolio,), _portfolio),
)
