"""The page a learner shows to others, and its form."""

from __future__ import annotations

import pytest_django
from django.test import Client

from accounts.models import User
from content.models import Lab
from mastery.models import Portfolio, PortfolioLab
from submissions.models import Submission

from .conftest import Site, Submit

EDIT = "/profile/portfolio/"


def test_private_and_unknown_are_the_same_to_others(client: Client, site: Site, ada: User, ben: User) -> None:
    Portfolio.objects.create(learner=ada, text="SECRET")
    replies = []
    for visitor in (None, ben):
        if visitor:
            client.force_login(visitor)
        replies += [client.get("/people/ada/"), client.get("/people/nobody/")]
    assert [reply.status_code for reply in replies] == [404] * 4
    assert not any(b"SECRET" in reply.content for reply in replies)


def test_the_owner_has_a_preview_that_says_nobody_else_sees_it(client: Client, site: Site, ada: User) -> None:
    client.force_login(ada)
    reply = client.post(EDIT, {"name": "Ada L.", "text": "Hello"}, follow=True)
    assert reply.redirect_chain == [("/people/ada/", 302)]
    page = reply.content.decode()
    assert "nobody but you sees this page" in page
    assert "Ada L." in page


def test_robots_are_kept_away_unless_it_is_public_and_they_are_let_in(client: Client, site: Site, ada: User) -> None:
    client.force_login(ada)
    portfolio = Portfolio.objects.create(learner=ada)
    for is_public, may_be_indexed, is_kept_away in ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
        portfolio.is_public, portfolio.may_be_indexed = bool(is_public), bool(may_be_indexed)
        portfolio.save()
        reply = client.get("/people/ada/")
        assert ("X-Robots-Tag" in reply.headers) is bool(is_kept_away)
        assert (b'content="noindex"' in reply.content) is bool(is_kept_away)


def test_a_learner_chooses_labs_code_and_words(
    client: Client, site: Site, submit: Submit, ada: User, ben: User
) -> None:
    for lab in (site.lab, site.other_lab):
        made = submit(ada, lab, verdict="passed", points=10.0)
        Submission.objects.filter(pk=made.pk).update(source=f"CODE_OF_{lab.slug} = '<script>'")
    client.force_login(ada)
    assert "Show my code" in client.get(EDIT).content.decode()
    sent = {"text": "<b>I</b>\r\nlearn", "is_public": "on", "labs": ["lab", "other"], "codes": ["lab"]}
    client.post(EDIT, sent)
    client.force_login(ben)
    page = client.get("/people/ada/").content.decode()
    assert "CODE_OF_lab" in page
    assert "CODE_OF_other" not in page
    assert "Other" in page
    assert "&lt;b&gt;I&lt;/b&gt;<br>learn" in page
    assert "'<script>'" not in page
    assert "sees it like this" not in page


def test_nothing_can_be_shown_that_was_not_passed(client: Client, site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="failed")
    client.force_login(ada)
    reply = client.post(EDIT, {"is_public": "on", "labs": ["lab"]})
    assert reply.status_code == 422
    assert not Portfolio.objects.get().labs.exists()
    assert not Portfolio.objects.get().is_public


def test_code_without_its_lab_is_refused_and_the_choice_is_kept(
    client: Client, site: Site, submit: Submit, ada: User
) -> None:
    submit(ada, site.lab, verdict="passed", points=10.0)
    client.force_login(ada)
    page = client.post(EDIT, {"text": "Kept words", "codes": ["lab"]}).content.decode()
    assert "choose the lab too: Lab." in page
    assert "Kept words" in page
    assert 'name="codes" value="lab" checked' in page


def test_a_text_counts_line_ends_once(client: Client, site: Site, ada: User) -> None:
    client.force_login(ada)
    assert client.post(EDIT, {"text": "a\r\n" * 300}).status_code == 302
    assert "This is 1 character too long." in client.post(EDIT, {"text": "a" * 601}).content.decode()


def test_the_pages_cost_at_most_twelve_queries_however_much_there_is(
    client: Client,
    site: Site,
    submit: Submit,
    ada: User,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    for n in range(6):
        lab = Lab.objects.create(slug=f"l{n}", title="L", summary="S", statement="", is_published=True)
        lab.current_version = site.lab.current_version
        submit(ada, lab, verdict="passed", points=10.0)
    client.post(EDIT, {"is_public": "on", "labs": [f"l{n}" for n in range(6)]})
    for address in (EDIT, "/people/ada/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_staff_may_take_a_page_away_and_rewrite_nothing(client: Client, site: Site, ada: User, cleo: User) -> None:
    kept = Portfolio.objects.create(learner=ada, name="Unfit", is_public=True)
    PortfolioLab.objects.create(portfolio=kept, lab=site.lab)
    client.force_login(cleo)
    assert "Unfit" in client.get("/admin/mastery/portfolio/").content.decode()
    client.post(f"/admin/mastery/portfolio/{kept.pk}/change/", {"name": "Other"})
    assert Portfolio.objects.get().name == "Unfit"
    client.post(f"/admin/mastery/portfolio/{kept.pk}/delete/", {"post": "yes"})
    assert client.get("/people/ada/").status_code == 404
    assert User.objects.filter(pk=ada.pk).exists()
