"""What is vendored is what `make assets` built: every file by its hash, none more, each with its licence."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "platform" / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
PINNED = json.loads((ROOT / "assets" / "package.json").read_text())["dependencies"]
FACES = re.compile(r"@font-face\s*{([^}]*)}")


def test_every_vendored_file_has_the_hash_that_the_manifest_names() -> None:
    built = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in {"manifest.json", "LICENCES.txt"}
    }
    assert built == {entry["file"]: entry["sha256"] for entry in MANIFEST["files"]}


def test_what_was_built_is_of_the_pinned_versions_and_its_licences_are_kept() -> None:
    licences = (VENDOR / "LICENCES.txt").read_text()
    for package in (package for entry in MANIFEST["files"] for package in entry["packages"]):
        assert package["version"] == PINNED.get(package["name"], package["version"])
        assert f"{package['name']}\n{'=' * len(package['name'])}\n" in licences
        assert package["license"]


def test_the_style_sheets_name_every_font_that_is_built_and_say_what_stays_of_it() -> None:
    sheets = [ROOT / "platform/static/css/tokens.css", ROOT / "platform/components/formula/formula.css"]
    faces = [rule for sheet in sheets for rule in FACES.findall(sheet.read_text()) if "vendor/fonts" in rule]
    assert {re.search(r"fonts/[\w-]+\.woff2", rule)[0] for rule in faces} == {
        entry["file"] for entry in MANIFEST["files"] if entry["file"].startswith("fonts/")
    }
    assert all("unicode-range:" in rule and "font-display: swap" in rule for rule in faces)


def test_no_letter_is_in_two_faces_of_one_style() -> None:
    """Two ranges that overlap would send one letter twice."""
    sheet = (ROOT / "platform/static/css/tokens.css").read_text()
    seen: dict[tuple[str, bool], set[int]] = {}
    for rule in FACES.findall(sheet):
        ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule)
        codes = {code for first, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)}
        family = re.search(r'font-family: "([^"]+)"', rule)
        assert family
        known = seen.setdefault((family[1], "italic;" in rule), set())
        assert not known & codes
        known |= codes
