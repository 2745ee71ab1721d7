"""The parts of a quiz item, each read from its table and written as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog import variants
from catalog.entries import Choice, Derived, Gap, Item, ItemKind, Level, NumericAnswer, Pair, Variable
from catalog.formulas import FormulaError, evaluate, is_name
from catalog.tables import Table

LONGEST_OPTION = 300  # characters of what a control shows on one line


def choice_from(table: Table) -> Choice:
    choice = Choice(text=table.text("text"), correct=table.flag("correct"), feedback=table.text("feedback", default=""))
    table.close()
    return choice


def numeric_from(table: Table, *, variables: Sequence[Variable] = (), derived: Sequence[Derived] = ()) -> NumericAnswer:
    """Build a numeric answer. With variables the value is worked out from the formula for the first of each."""
    answer = _number_from(table, unit=table.text("unit", default="", longest=40), is_drawn=bool(variables))
    table.close()
    if not variables or not answer.formula:
        return answer
    stand_in = Item("", ItemKind.NUMERIC, "", "", Level.BEGINNER, variables=tuple(variables), derived=tuple(derived))
    try:
        value = float(evaluate(answer.formula, next(variants.variants(stand_in), {})))
    except FormulaError as error:
        table.fault("formula", str(error))
        value = 0.0
    return NumericAnswer(value, answer.absolute, answer.relative, answer.unit, answer.formula)


def _number_from(table: Table, *, unit: str = "", is_drawn: bool = False) -> NumericAnswer:
    formula = table.text("formula", default="", longest=500)
    if is_drawn and table.has("value"):
        table.fault("value", "an item with variables has a formula and no value of its own")
    if is_drawn and not formula:
        table.fault("formula", "is missing; an item with variables expects the formula of its answer")
    answer = NumericAnswer(
        value=table.number("value", default=0.0 if is_drawn else None),
        absolute=table.number("absolute", default=0.0, least=0.0),
        relative=table.number("relative", default=0.0, least=0.0),
        unit=unit,
        formula=formula,
    )
    if formula and not is_drawn:
        _check_formula(answer, table)
    return answer


def _check_formula(answer: NumericAnswer, table: Table) -> None:
    try:
        worked_out = float(evaluate(answer.formula))
    except FormulaError as error:
        table.fault("formula", str(error))
        return
    slack = max(answer.absolute, answer.relative * abs(answer.value), 1e-9 * abs(answer.value))
    if not abs(worked_out - answer.value) <= slack * (1 + 1e-9):
        table.fault("value", f"is {answer.value:.10g}, but the formula gives {worked_out:.10g}")


def accepted_from(table: Table) -> tuple[str, ...]:
    accepted = table.texts("accepted")
    if not accepted:
        table.fault("accepted", "expected at least one text")
    table.close()
    return accepted


def pair_from(table: Table) -> Pair:
    pair = Pair(left=table.text("left", longest=LONGEST_OPTION), right=table.text("right", longest=LONGEST_OPTION))
    table.close()
    return pair


def gap_from(table: Table) -> Gap:
    name = table.text("name", longest=30)
    if not is_name(name):
        table.fault("name", f"is “{name}”; expected a word of letters, digits and underscores")
    accepted, options = table.texts("accepted"), table.texts("options")
    answer = table.text("answer", default="", longest=LONGEST_OPTION)
    is_number = table.has("value")
    gap = Gap(name, accepted, options, answer, _number_from(table) if is_number else None)
    table.close()
    if bool(accepted) + bool(options) + is_number != 1:
        table.fault("", "expected accepted, or options with answer, or value")
    if options and (answer not in options or len(options) < 2 or len(set(options)) < len(options)):
        table.fault("options", "expected at least two different options, the answer among them")
    if answer and not options:
        table.fault("answer", "expected options to choose from")
    return gap


def variable_from(table: Table) -> Variable:
    variable = Variable(
        name=_name(table),
        values=table.numbers("values"),
        least=table.number("least", default=0.0),
        most=table.number("most", default=0.0),
        step=table.number("step", default=1.0 if table.has("most") else 0.0, least=0.0),
    )
    table.close()
    if bool(variable.values) == bool(variable.step):
        table.fault("", "expected either values = […] or least, most and step")
    elif len(set(variable.values)) < len(variable.values):
        table.fault("values", "names the same number twice")
    elif variable.step and not variable.least < variable.most:
        table.fault("most", "expected a number above least")
    elif len(variants.values_of(variable)) > variants.MOST_VALUES:
        table.fault("", f"takes more than {variants.MOST_VALUES} numbers")
    return variable


def derived_from(table: Table) -> Derived:
    derived = Derived(name=_name(table), formula=table.text("formula", longest=500))
    table.close()
    return derived


def _name(table: Table) -> str:
    name = table.text("name", longest=30)
    if not is_name(name):
        table.fault("name", f"is “{name}”; expected letters, digits and underscores, and no function's name")
    return name


def choice_to_table(choice: Choice) -> dict[str, Any]:
    return {"text": choice.text, **_given(correct=choice.correct, feedback=choice.feedback)}


def numeric_to_table(answer: NumericAnswer, *, is_drawn: bool = False) -> dict[str, Any]:
    """Write a numeric answer; that of an item with variables has no value of its own."""
    value = {} if is_drawn else {"value": answer.value}
    optional = _given(absolute=answer.absolute, relative=answer.relative, unit=answer.unit, formula=answer.formula)
    return value | optional


def pair_to_table(pair: Pair) -> dict[str, Any]:
    return {"left": pair.left, "right": pair.right}


def gap_to_table(gap: Gap) -> dict[str, Any]:
    number = {} if gap.numeric is None else numeric_to_table(gap.numeric)
    optional = _given(accepted=list(gap.accepted), options=list(gap.options), answer=gap.answer)
    return {"name": gap.name, **optional, **number}


def variable_to_table(variable: Variable) -> dict[str, Any]:
    if variable.values:
        return {"name": variable.name, "values": list(variable.values)}
    return {"name": variable.name, "least": variable.least, "most": variable.most, "step": variable.step}


def derived_to_table(derived: Derived) -> dict[str, Any]:
    return {"name": derived.name, "formula": derived.formula}


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
