"""Review cards and portfolios in the admin: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.records import ReadOnly
from mastery.models import Card, Portfolio


@admin.register(Card)
class CardAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("about", "learner", "kind", "due", "last_rating", "reviewed_at", "is_removed")
    list_filter = ("kind", "last_rating", "is_removed")
    list_select_related = ("learner", "question", "item", "lab")
    search_fields = ("learner__username", "learner__email", "question__slug", "item__slug", "lab__slug")
    date_hierarchy = "due"

    @admin.display(description="about")
    def about(self, card: Card) -> str:
        return str(card.question or card.item or card.lab)


@admin.register(Portfolio)
class PortfolioAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What learners show to others; staff may take a page away, which its learner can make anew."""

    list_display = ("learner", "name", "is_public", "may_be_indexed")
    list_filter = ("is_public", "may_be_indexed")
    list_select_related = ("learner",)
    search_fields = ("learner__username", "learner__email", "name", "text")
