"""A small language of arithmetic in which authors write what a number in an item comes from.

Numbers, names, `+ - * / // % **`, brackets and the functions below; nothing else is read. A formula is parsed by
Python's own parser and walked here, never run: there is no way from it to an attribute, a string or a call of anything
else, and neither its size nor its numbers can grow beyond what is fixed below.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

LONGEST = 500  # characters
MOST_NODES = 200
LARGEST = 1e300
LARGEST_BITS = 1024  # of a whole power, before it is worked out

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "abs": abs,
    "min": min,
    "max": max,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}
_MANY = {"min", "max"}
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


class FormulaError(ValueError):
    """A formula that cannot be read or worked out; its text is the rest of a sentence that names it."""


def is_name(text: str) -> bool:
    """Tell whether a variable may be called `text`: a word that means nothing else in a formula."""
    return NAME.fullmatch(text) is not None and text not in FUNCTIONS and text not in CONSTANTS


def evaluate(formula: str, numbers: Mapping[str, float] | None = None) -> float:
    """Work a formula out. Whole numbers stay exact on the way.

    Raises:
        FormulaError: it is no formula, a variable has no number, or the result is not a finite number.
    """
    try:
        return _plain(_value(_parse(formula), numbers or {}))
    except ZeroDivisionError:
        raise FormulaError("divides by zero") from None
    except (ValueError, OverflowError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError("has no finite result") from None


def _plain(number: float) -> float:
    """Give a whole number as an int, so that it divides and prints like one."""
    return int(number) if number == math.floor(number) and abs(number) < 1e15 else number


@lru_cache(maxsize=4096)
def _parse(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise FormulaError(f"is longer than {LONGEST} characters")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError("is not a formula; expected arithmetic such as 2 * (n + 1) ** 2") from None
    nodes = list(ast.walk(tree))
    if len(nodes) > MOST_NODES:
        raise FormulaError(f"has more than {MOST_NODES} parts")
    for node in nodes:
        _check(node)
    return tree


def _check(node: ast.AST) -> None:
    if isinstance(node, ast.operator | ast.unaryop | ast.expr_context):
        known = isinstance(node, (*_OPERATORS, *_SIGNS, ast.Pow, ast.Load))
    elif isinstance(node, ast.Constant):
        known = type(node.value) in {int, float}
    elif isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and not node.keywords
    elif isinstance(node, ast.Name):
        known = NAME.fullmatch(node.id) is not None
    else:
        known = isinstance(node, ast.BinOp | ast.UnaryOp)
    if not known:
        raise FormulaError(
            "uses what a formula may not; "
            f"expected numbers, names, + - * / // % **, brackets and {', '.join(FUNCTIONS)}"
        )


def _value(node: ast.expr, numbers: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=(int() | float()) as number):
            result: float = number
        case ast.Name(id=name):
            result = _named(name, numbers)
        case ast.UnaryOp(op=sign, operand=inner):
            result = _SIGNS[type(sign)](_value(inner, numbers))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            result = _power(_value(left, numbers), _value(right, numbers))
        case ast.BinOp(left=left, op=sign, right=right):
            result = _OPERATORS[type(sign)](_value(left, numbers), _value(right, numbers))
        case ast.Call(func=ast.Name(id=name), args=args):
            result = _call(name, [_value(inner, numbers) for inner in args])
        case _:
            raise FormulaError("is not a formula")
    if not abs(result) <= LARGEST:
        raise FormulaError("has no finite result")
    return result


def _named(name: str, numbers: Mapping[str, float]) -> float:
    if name in numbers:
        return numbers[name]
    if name in CONSTANTS:
        return CONSTANTS[name]
    raise FormulaError(f"names “{name}”, which is no variable of this item")


def _power(base: float, exponent: float) -> float:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent > LARGEST_BITS:
            raise FormulaError("has no finite result")
    elif base < 0 and exponent != math.floor(exponent):
        raise FormulaError("takes a root of a negative number")
    return float(base**exponent) if isinstance(base, float) or exponent < 0 else base**exponent


def _call(name: str, values: list[float]) -> float:
    if name in _MANY:
        least, most = 1, MOST_NODES
    else:
        least, most = 1, 2 if name in {"round", "log"} else 1
    if not least <= len(values) <= most:
        raise FormulaError(f"gives {name} {len(values)} numbers")
    if name in _MANY:
        return FUNCTIONS[name](values)
    if name == "round" and len(values) == 2:
        return round(values[0], _places(values[1]))
    return FUNCTIONS[name](*values)


def _places(number: float) -> int:
    if number != math.floor(number) or abs(number) > 15:
        raise FormulaError("rounds to a number of places that is not a whole number from -15 to 15")
    return int(number)
