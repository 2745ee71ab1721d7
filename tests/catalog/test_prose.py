from __future__ import annotations

import pytest

from catalog.prose import FORMULA, blocks, grade, sentences, syllables

TEXT = """## A heading.

A *plain* [sentence](/lessons/x/) with `code` and $x + 1$. Another
one.

```python
print("no prose")
```

| a | b |
|---|---|

> **Tip.** Look here.

* one thing
  that goes on
* another

![no prose](a.svg "None. Source: own.")

$$
y = 2
$$

[Check yourself](item:a)

It stood at step
100. Then it went on."""


def test_blocks_are_paragraphs_and_items_without_what_is_no_prose() -> None:
    assert list(blocks(TEXT)) == [
        ("paragraph", "A plain sentence with x and x. Another one."),
        ("paragraph", "Tip. Look here."),
        ("item", "one thing that goes on"),
        ("item", "another"),
        ("paragraph", FORMULA),
        ("paragraph", "It stood at step 100. Then it went on."),
    ]


def test_sentences_end_at_stops_and_at_blocks() -> None:
    assert sentences("One. “Two?” Three\n\n* four") == ["One.", "“Two?", "Three", "four"]


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("table", 2), ("rate", 1), ("parameter", 4), ("the", 1), ("coffee", 2), ("rhythm", 1), ("x", 1)],
)
def test_syllables_are_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_the_published_formula() -> None:
    # 6 words, 1 sentence, 6 syllables
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    # 4 words, 2 sentences, 9 syllables
    assert grade("Weights vanish. Networks overcorrect.") == pytest.approx(0.39 * 2 + 11.8 * 9 / 4 - 15.59)


def test_long_words_in_long_sentences_read_harder() -> None:
    assert grade("Notwithstanding considerable methodological heterogeneity, investigators extrapolate.") > 15
    assert grade("```python\nx = 1\n```") == 0
