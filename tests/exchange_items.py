"""Any quiz item, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from catalog.entries import Choice, Gap, Item, ItemKind, Level, NumericAnswer, Pair, Quiz, Variable
from catalog.texts import tidy

SIGNS = st.sampled_from("\\#=~{}:[]%*/-><&;\"'$_|.!?`n ab")
CHARACTERS = st.one_of(SIGNS, st.just("\n"), st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")))
LINE = st.text(st.one_of(SIGNS, st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))), max_size=25)
WORDS = LINE.map(tidy).filter(bool)
PROSE = st.text(CHARACTERS, max_size=40).map(tidy).filter(bool)
SLUG = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
NUMBER = st.floats(-1e12, 1e12, allow_nan=False)


def several(strategy: st.SearchStrategy[str], least: int = 2, most: int = 5) -> st.SearchStrategy[list[str]]:
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


@st.composite
def choices(draw: st.DrawFn, *, right: int | None) -> tuple[Choice, ...]:
    texts = draw(several(PROSE))
    keys = {draw(st.integers(0, len(texts) - 1)) for _ in range(right or draw(st.integers(1, 4)))}
    feedback = st.one_of(st.just(""), PROSE)
    return tuple(Choice(text, place in keys, draw(feedback)) for place, text in enumerate(texts))


@st.composite
def numerics(draw: st.DrawFn) -> NumericAnswer:
    slack = st.floats(0, 100, allow_nan=False)
    return NumericAnswer(
        draw(NUMBER), draw(slack), draw(st.sampled_from([0.0, 0.01])), draw(st.sampled_from(["", "ms"]))
    )


@st.composite
def gaps(draw: st.DrawFn, name: str) -> Gap:
    match draw(st.sampled_from(["accepted", "options", "number"])):
        case "accepted":
            return Gap(name, accepted=tuple(draw(several(WORDS, 1, 3))))
        case "options":
            options = draw(several(WORDS))
            return Gap(name, options=tuple(options), answer=draw(st.sampled_from(options)))
        case _:
            return Gap(name, numeric=NumericAnswer(draw(NUMBER), draw(st.floats(0, 5, allow_nan=False))))


@st.composite
def details(draw: st.DrawFn, kind: ItemKind) -> dict[str, object]:
    match kind:
        case ItemKind.SINGLE:
            return {"choices": draw(choices(right=1))}
        case ItemKind.MULTIPLE:
            return {"choices": draw(choices(right=None))}
        case ItemKind.TRUTH:
            return {"truth": draw(st.booleans()), "choices": draw(choices(right=1))}
        case ItemKind.NUMERIC:
            return {"numeric": draw(numerics())}
        case ItemKind.TEXT:
            return {"accepted": tuple(draw(several(WORDS, 1, 3)))}
        case ItemKind.ORDERING:
            return {"sequence": tuple(draw(several(WORDS, 3)))}
        case ItemKind.MATCHING:
            lefts, rights = draw(several(WORDS, 2, 2)), draw(several(WORDS, 3, 3))
            pairs = tuple(Pair(left, right) for left, right in zip(lefts, rights, strict=False))
            return {"pairs": pairs, "extra": tuple(rights[2 : draw(st.integers(2, 3))])}
        case ItemKind.CLOZE:
            names = draw(st.permutations(["a", "b2", "third"]))
            stem = " and ".join(f"{{{{{name}}}}}" for name in names)
            return {"stem": f"Fill in {stem}, please.", "gaps": tuple(draw(gaps(name)) for name in sorted(names))}
        case ItemKind.OUTPUT:
            return {"code": "print(6 * 7)", "output": draw(st.sampled_from(["42", "4\n2", "a -> b"]))}


@st.composite
def items(draw: st.DrawFn, slug: str = "") -> Item:
    kind = draw(st.sampled_from(ItemKind))
    about: dict[str, object] = {
        "slug": slug or draw(SLUG),
        "kind": kind,
        "stem": draw(PROSE.filter(lambda text: "{{" not in text and not text.startswith("["))),
        "explanation": draw(PROSE),
        "level": draw(st.sampled_from(Level)),
        "concepts": tuple(sorted(draw(several(SLUG, 0, 2)))),
        "source": draw(st.one_of(st.just(""), WORDS)),
        "points": draw(st.sampled_from([1.0, 2.0, 0.5])),
    }
    return Item(**{**about, **draw(details(kind))})  # type: ignore[arg-type]


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    slugs = draw(several(SLUG, 1, 3))
    title = draw(WORDS.filter(lambda text: "/" not in text))
    return Quiz("a-quiz", title, "", tuple(draw(items(slug)) for slug in slugs))


DRAWN = Item(
    slug="drawn",
    kind=ItemKind.NUMERIC,
    stem="How many weights has a dense layer from {{n}} to 3 units?",
    explanation="{{n}} times 3.",
    level=Level.BEGINNER,
    numeric=NumericAnswer(6.0, formula="3 * n"),
    variables=(Variable("n", values=(2.0, 5.0)),),
)
