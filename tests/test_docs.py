"""The documentation names what exists: files, make targets, commands, headings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

# Content has its own rules; what others wrote is not ours to keep.
NOT_OURS = {".venv", ".state", "node_modules", "lessons", "labs", "questions", "platform", "tests"}
PAGES = sorted(
    path for path in settings.ROOT.rglob("*.md") if not NOT_OURS & set(path.relative_to(settings.ROOT).parts)
)
MAKEFILE = (settings.ROOT / "Makefile").read_text()


def named(page: Path) -> str:
    return str(page.relative_to(settings.ROOT))


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|````.*?````|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"(?:`|^|&& |\w=\S+ )make ([a-z-]+)", page.read_text(), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_management_commands_exist(page: Path) -> None:
    assert set(re.findall(r"manage\.py ([a-z]+)", page.read_text())) <= set(get_commands())


def test_every_target_is_declared_phony_and_used_by_name() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony.group(1).split()) == set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_every_decision_is_listed() -> None:
    index = (settings.ROOT / "docs" / "README.md").read_text()
    decisions = sorted((settings.ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name for path in decisions if f"adr/{path.name}" not in index] == []
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]


def test_every_page_is_listed() -> None:
    index = (settings.ROOT / "docs" / "README.md").read_text()
    pages = (settings.ROOT / "docs").glob("*.md")
    assert [path.name for path in pages if path.name != "README.md" and f"({path.name})" not in index] == []


def test_every_setting_of_the_environment_is_documented() -> None:
    settings_file = (settings.PLATFORM / "config" / "settings.py").read_text()
    names = set(re.findall(r'env\.\w+\("([A-Z_]+)"', settings_file))
    documented = "".join((settings.ROOT / "docs" / name).read_text() for name in ("setup.md", "operating.md"))
    assert {name for name in names if f"`{name}`" not in documented} == set()
