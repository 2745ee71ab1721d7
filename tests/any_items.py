"""Any quiz item that a file may hold, for tests by property."""

from __future__ import annotations

from hypothesis import strategies as st

from catalog.entries import Choice, Derived, Gap, Item, ItemKind, Level, NumericAnswer, Pair, Variable
from catalog.texts import tidy

CHARACTERS = st.one_of(st.sampled_from("\"'\\\n\t+-=[]#$`ab "), st.characters(blacklist_categories=("Cc", "Cs")))
TEXT = st.text(CHARACTERS, min_size=1, max_size=30).map(tidy).filter(bool)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
MAYBE = st.one_of(st.just(""), TEXT)
SLUG = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
NAME = st.from_regex(r"[a-d][a-z0-9_]{0,3}", fullmatch=True).filter(lambda name: name not in {"abs", "ceil"})
NUMBER = st.floats(-1e12, 1e12, allow_nan=False)
SMALL = st.floats(0, 1e6)
CHOICE = st.builds(Choice, text=TEXT, correct=st.just(False), feedback=MAYBE)
RIGHT = st.builds(Choice, text=TEXT, correct=st.just(True), feedback=MAYBE)
CHOICES = st.tuples(RIGHT, CHOICE, CHOICE)
NUMERIC = st.builds(NumericAnswer, value=NUMBER, absolute=SMALL, relative=SMALL, unit=MAYBE)
FORMULA = st.builds(NumericAnswer, value=st.just(7.5), absolute=SMALL, formula=st.just("15 / 2"))


def some(strategy: st.SearchStrategy, *, least: int = 0, most: int = 3) -> st.SearchStrategy:
    return st.lists(strategy, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def matching(draw: st.DrawFn) -> dict[str, object]:
    rights = draw(some(LINE, least=2, most=5))
    count = draw(st.integers(2, len(rights)))
    lefts = draw(st.lists(LINE, min_size=count, max_size=count, unique=True))
    return {"pairs": tuple(map(Pair, lefts, rights[:count])), "extra": rights[count:]}


@st.composite
def cloze(draw: st.DrawFn) -> dict[str, object]:
    gaps = []
    for name in draw(some(NAME, least=1)):
        options = draw(some(LINE, least=2))
        chosen = Gap(name, options=options, answer=options[0])
        typed = Gap(name, accepted=draw(some(TEXT, least=1)))
        gaps.append(draw(st.sampled_from([chosen, typed, Gap(name, numeric=NumericAnswer(2.5, 0.1, formula="5/2"))])))
    return {"stem": " and ".join(f"{{{{{gap.name}}}}}" for gap in gaps), "gaps": tuple(gaps)}


@st.composite
def parametrised(draw: st.DrawFn) -> dict[str, object]:
    first, second, third = draw(st.lists(NAME, min_size=3, max_size=3, unique=True))
    values = draw(some(NUMBER, least=1))
    variables = (Variable(first, values=values), Variable(second, least=0.5, most=2.0, step=draw(st.floats(0.1, 1))))
    return {
        "stem": f"{{{{{first}}}}} times {{{{{second}}}}}",
        "variables": variables,
        "derived": (Derived(third, f"{first} * {second}"),),
        "numeric": NumericAnswer(float(values[0] * 0.5 + 1), formula=f"{third} + 1"),
    }


def items(concepts: st.SearchStrategy) -> st.SearchStrategy[Item]:
    """Draw items of every kind; `concepts` draws the sorted slugs of concepts."""
    common = {
        "slug": SLUG,
        "stem": TEXT,
        "explanation": TEXT,
        "level": st.sampled_from(Level),
        "concepts": concepts,
        "source": MAYBE,
        "points": SMALL,
    }
    chosen = st.sampled_from([ItemKind.SINGLE, ItemKind.MULTIPLE])
    parts = st.one_of(
        st.fixed_dictionaries({"kind": chosen, "choices": CHOICES}),
        st.fixed_dictionaries({"kind": st.just(ItemKind.TRUTH), "choices": CHOICES, "truth": st.booleans()}),
        st.fixed_dictionaries({"kind": st.just(ItemKind.NUMERIC), "numeric": NUMERIC | FORMULA}),
        st.fixed_dictionaries({"kind": st.just(ItemKind.TEXT), "accepted": some(TEXT, least=1)}),
        st.fixed_dictionaries({"kind": st.just(ItemKind.ORDERING), "sequence": some(LINE, least=3, most=6)}),
        st.fixed_dictionaries({"kind": st.just(ItemKind.OUTPUT), "code": TEXT, "output": TEXT}),
        matching().map(lambda parts: {"kind": ItemKind.MATCHING, **parts}),
        cloze().map(lambda parts: {"kind": ItemKind.CLOZE, **parts}),
        parametrised().map(lambda parts: {"kind": ItemKind.NUMERIC, **parts}),
    )
    return st.builds(lambda shared, own: Item(**{**shared, **own}), st.fixed_dictionaries(common), parts)
