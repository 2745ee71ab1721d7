"""One quiz item of each kind, with words that must not come out before their time, and answers to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from catalog.entries import Choice, Derived, Gap, Item, ItemKind, Level, NumericAnswer, Pair, Variable

Answer = dict[str, Any]


def _item(kind: ItemKind, stem: str, **parts: Any) -> Item:
    name = f"{kind.value}-item"
    explanation = f"EXPLAINS {name}"
    return Item(name, kind, stem, explanation, Level.BEGINNER, (), f"SOURCE {name}", points=2.0, **parts)


def _choices(*texts: str, right: tuple[int, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(text, place in right, f"FEEDBACK on {text}") for place, text in enumerate(texts))


EACH: dict[ItemKind, Item] = {
    item.kind: item
    for item in (
        _item(ItemKind.SINGLE, "Which one?", choices=_choices("red", "green", "blue", right=(1,))),
        _item(ItemKind.MULTIPLE, "Which?", choices=_choices("one", "two", "three", "four", "five", right=(0, 2, 3))),
        _item(
            ItemKind.TRUTH,
            "Dropout is active at inference.",
            truth=False,
            choices=_choices("it only acts while training", "it halves the outputs", "it saves time", right=(0,)),
        ),
        _item(ItemKind.NUMERIC, "How long?", numeric=NumericAnswer(0.731, 0.01, 0.0, "ms")),
        _item(ItemKind.TEXT, "Name the layer.", accepted=("dropout", "inverted dropout")),
        _item(ItemKind.ORDERING, "Order the steps.", sequence=("forward", "loss", "backward", "step")),
        _item(
            ItemKind.MATCHING,
            "Match task and loss.",
            pairs=(Pair("regression", "squared error"), Pair("classes", "cross-entropy"), Pair("ranking", "triplet")),
            extra=("accuracy",),
        ),
        _item(
            ItemKind.CLOZE,
            "A {{layer}} with p = 0.3 is {{mode}} when training; the survivors are scaled by {{scale}}.",
            gaps=(
                Gap("layer", accepted=("dropout", "drop-out")),
                Gap("mode", options=("active", "idle"), answer="active"),
                Gap("scale", numeric=NumericAnswer(1.4286, 0.001)),
            ),
        ),
        _item(ItemKind.OUTPUT, "What is printed?", code="print([1, 2])\nprint(3 * 98765)", output="[1, 2]\n296295"),
    )
}
DRAWN = Item(
    "drawn",
    ItemKind.NUMERIC,
    "A layer from {{n}} to {{m}} units: how many parameters?",
    "{{n}} × {{m}} weights and {{m}} biases; {{half}} is half of n.",
    Level.BEGINNER,
    numeric=NumericAnswer(3.0, formula="n * m + m"),
    variables=(Variable("n", least=2.0, most=9.0, step=1.0), Variable("m", values=(1.0, 4.0, 16.0))),
    derived=(Derived("half", "n / 2"),),
)
NOTHING: dict[ItemKind, Answer] = {
    ItemKind.SINGLE: {"choices": []},
    ItemKind.MULTIPLE: {"choices": []},
    ItemKind.TRUTH: {"choices": []},
    ItemKind.NUMERIC: {"text": " "},
    ItemKind.TEXT: {"text": ""},
    ItemKind.OUTPUT: {"text": "\n"},
    ItemKind.ORDERING: {"order": ["", ""]},
    ItemKind.MATCHING: {"pairs": {"classes": ""}},
    ItemKind.CLOZE: {"gaps": {"mode": ""}},
}


def answers(item: Item) -> st.SearchStrategy[Answer]:
    """Draw any answer that the item's controls could send."""
    places = st.integers(0, max(0, len(item.choices) - 1))
    match item.kind:
        case ItemKind.SINGLE:
            return st.builds(lambda place: {"choices": [place]}, places)
        case ItemKind.MULTIPLE:
            return st.builds(lambda picked: {"choices": sorted(picked)}, st.sets(places))
        case ItemKind.TRUTH:
            return st.builds(lambda truth, place: {"truth": truth, "choices": [place]}, st.booleans(), places)
        case ItemKind.NUMERIC:
            return st.builds(lambda number: {"text": repr(number)}, st.sampled_from([0.731, 0.73, 0.7, 1e9, -0.731]))
        case ItemKind.ORDERING:
            return st.builds(lambda order: {"order": order}, st.permutations(item.sequence))
        case ItemKind.MATCHING:
            rights = st.sampled_from(["", *(pair.right for pair in item.pairs), *item.extra])
            return st.builds(
                lambda pairs: {"pairs": pairs}, st.fixed_dictionaries({p.left: rights for p in item.pairs})
            )
        case ItemKind.CLOZE:
            texts = {gap.name: _gap_texts(gap) for gap in item.gaps}
            return st.builds(lambda gaps: {"gaps": gaps}, st.fixed_dictionaries(texts))
        case _:
            wrong = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
            right = st.sampled_from([item.output, *item.accepted])
            return st.builds(lambda text: {"text": text}, st.one_of(wrong, right))


def _gap_texts(gap: Gap) -> st.SearchStrategy[str]:
    if gap.numeric is not None:
        return st.sampled_from(["", repr(gap.numeric.value), "7"])
    return st.sampled_from(["", *gap.options, *gap.accepted, *([] if gap.options else ["elsewhere"])])
