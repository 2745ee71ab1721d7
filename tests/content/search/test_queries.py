"""What was typed becomes words, whatever was typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.queries import LONGEST, MOST_WORDS, is_prefix, parse, spellings


@given(st.text(max_size=400))
def test_words_are_letters_and_digits_alone(text: str) -> None:
    query = parse(text)
    assert all(re.fullmatch(r"[^\W_]+", word) for word in (*query.words, *query.spoken))
    assert len(query.words) <= MOST_WORDS
    assert len(set(query.words)) == len(query.words)
    assert len(query.text) <= LONGEST
    assert query.needed <= len(query.words)


@given(st.text(max_size=400))
def test_reading_again_changes_nothing(text: str) -> None:
    once = parse(text)
    assert parse(once.text).words == once.words


def test_words_that_say_nothing_are_left_out() -> None:
    assert parse("What does a dropout layer do?").words == ("dropout", "layer")


def test_words_that_say_nothing_count_where_there_is_nothing_else() -> None:
    assert parse("What is it?").words == ("what", "is", "it")


def test_dots_and_underscores_part_words() -> None:
    assert parse("nn.Conv2d zero_grad()").words == ("nn", "conv2d", "zero", "grad")


@pytest.mark.parametrize("text", ["", "  ", "\0", '"*^', "🦊🦊", "\ud800"])
def test_nothing_is_no_word(text: str) -> None:
    assert parse(text).words == ()


def test_a_long_text_is_cut_and_says_so() -> None:
    assert parse("word " * 100).is_cut
    assert parse(" ".join(f"w{n}" for n in range(20))).is_cut
    assert not parse("dropout").is_cut


@pytest.mark.parametrize(
    ("one", "other"),
    [("regularisation", "regularization"), ("behaviour", "behavior"), ("analyse", "analyze"), ("normaliz", "normalis")],
)
def test_either_spelling_knows_the_other(one: str, other: str) -> None:
    assert other in spellings(one)
    assert one in spellings(other)


@pytest.mark.parametrize(
    ("part", "stem"), [("regularis", "regular"), ("normalizatio", "normal"), ("propagati", "propag")]
)
def test_a_word_that_stops_in_its_ending_is_cut_to_its_stem(part: str, stem: str) -> None:
    assert stem in spellings(part)


def test_short_words_are_no_prefixes() -> None:
    assert [word for word in ("l2", "p", "gan", "rnn") if is_prefix(word)] == ["gan", "rnn"]


@pytest.mark.parametrize(("words", "needed"), [(1, 1), (2, 2), (3, 2), (5, 3), (10, 6)])
def test_many_words_need_not_all_be_there(words: int, needed: int) -> None:
    assert parse(" ".join(f"word{n}" for n in range(words))).needed == needed
