"""What pages tell search engines about themselves, as schema.org data. Answers to quiz items never stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from content.gathering import Answered
from content.models import LearningPath, Lesson, Quiz

CONTEXT = "https://schema.org"
PROVIDER = {"@type": "Organization", "name": "Forward Pass"}


def faq_page(answered: Iterable[Answered]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.question,
                "acceptedAnswer": {"@type": "Answer", "text": entry.answer},
            }
            for entry in answered
        ],
    }


def course(path: LearningPath, *, address: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "name": path.title,
        "description": path.summary,
        "url": address,
        "provider": PROVIDER,
        "isAccessibleForFree": True,
        "hasPart": [
            {"@type": "LearningResource", "position": number, "name": stage["title"], "description": stage["summary"]}
            for number, stage in enumerate(path.stages, 1)
        ],
    }


def quiz_page(quiz: Quiz, *, address: str) -> dict[str, Any]:
    lesson = quiz.lesson if quiz.lesson and quiz.lesson.is_published else None
    about = {"about": {"@type": "Thing", "name": lesson.title}} if lesson else {}
    return {
        "@context": CONTEXT,
        "@type": "Quiz",
        "name": quiz.title,
        "description": quiz.summary,
        "url": address,
        "provider": PROVIDER,
        **about,
    }


def article(lesson: Lesson, *, address: str, minutes: int) -> dict[str, Any]:
    """Describe a lesson whose concepts are prefetched."""
    dates = {"datePublished": lesson.published_on, "dateModified": lesson.reviewed_on}
    return {
        "@context": CONTEXT,
        "@type": ["Article", "LearningResource"],
        "headline": lesson.title,
        "description": lesson.summary,
        "url": address,
        "author": {"@type": "Organization", "name": lesson.author} if lesson.author else PROVIDER,
        "publisher": PROVIDER,
        "educationalLevel": lesson.get_level_display(),
        "timeRequired": f"PT{minutes}M",
        "teaches": [concept.title for concept in lesson.concepts.all()],
        **{key: value.isoformat() for key, value in dates.items() if value},
    }
