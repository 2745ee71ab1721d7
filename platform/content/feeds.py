"""What other programs read: the site map, the rules for robots, the feed of new lessons, and lessons as notebooks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from content import reading
from content.explainers import EXPLAINERS
from content.models import Concept, Lab, Lesson, Question, Quiz
from content.notebooks import has_code, notebook

INDEXES = (
    "lesson-list",
    "path-list",
    "concept-list",
    "faq",
    "glossary",
    "explainer-list",
    "lab-list",
    "quiz-list",
    "question-list",
)
CLOSED = ("/admin/", "/accounts/", "/api/", "/attempts/", "/profile/", "/progress/", "/search/", "/submissions/")
NEWEST = 30


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page that anybody may read. Six queries."""
    pages: list[tuple[str, date | None]] = [("/", None), *((reverse(name), None) for name in INDEXES)]
    lessons = Lesson.objects.filter(is_published=True).only("slug", "published_on", "reviewed_on")
    pages += [(lesson.get_absolute_url(), lesson.reviewed_on or lesson.published_on) for lesson in lessons]
    for model in (Lab, Quiz, Question):
        rows: QuerySet[Any] = model.objects.filter(is_published=True).only("slug")
        pages += [(row.get_absolute_url(), None) for row in rows]
    pages += [(path.get_absolute_url(), None) for path in reading.paths()]
    pages += [(concept.get_absolute_url(), None) for concept in Concept.objects.only("slug")]
    pages += [(explainer.get_absolute_url(), None) for explainer in EXPLAINERS.values()]
    whole = [(request.build_absolute_uri(address), changed) for address, changed in pages]
    return render(request, "content/sitemap.xml", {"pages": whole}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots from what is personal or endless."""
    rules = "".join(f"Disallow: {address}\n" for address in CLOSED)
    where = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(f"User-agent: *\n{rules}\nSitemap: {where}\n", content_type="text/plain; charset=utf-8")


class LessonFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """The newest lessons, as Atom."""

    feed_type = Atom1Feed
    language = "en"
    title = "Forward Pass: new lessons"
    subtitle = "Lessons on deep learning, the newest first."

    def link(self) -> str:
        return reverse("lesson-list")

    def feed_url(self) -> str:
        return reverse("lesson-feed")

    def items(self) -> QuerySet[Lesson]:
        newest = F("published_on").desc(nulls_last=True)
        return Lesson.objects.filter(is_published=True).defer("body").order_by(newest, "order")[:NEWEST]

    def item_title(self, item: Lesson) -> str:
        return item.title

    def item_description(self, item: Lesson) -> str:
        return item.summary

    def item_author_name(self, item: Lesson) -> str:
        return item.author or "Forward Pass"

    def item_pubdate(self, item: Lesson) -> datetime | None:
        return _noon(item.published_on)

    def item_updateddate(self, item: Lesson) -> datetime | None:
        return _noon(item.reviewed_on)


def _noon(day: date | None) -> datetime | None:
    """Return a time of that day which is that day in most of the world."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None


@require_safe
def lesson_notebook(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a published lesson that has code as a Jupyter notebook to keep."""
    lesson = get_object_or_404(Lesson, slug=slug, is_published=True)
    if not has_code(lesson.body):
        raise Http404
    address = request.build_absolute_uri(lesson.get_absolute_url())
    site = request.build_absolute_uri("/").rstrip("/")
    answer = JsonResponse(
        notebook(lesson.entry(), address=address, site=site),
        content_type="application/x-ipynb+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{lesson.slug}.ipynb"'
    return answer
