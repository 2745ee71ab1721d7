"""Runs expressions that are given as data, on whatever has the operators: your values, or tensors."""

import operator

OPERATIONS = {
    "+": operator.add,
    "*": operator.mul,
    "@": operator.matmul,
    "relu": operator.methodcaller("relu"),
    "exp": operator.methodcaller("exp"),
    "log": operator.methodcaller("log"),
    "sum": operator.methodcaller("sum"),
}


def run(program, given, operations=OPERATIONS):
    """Take steps (name, operation, names of operands); return all values by name, the given ones first."""
    values = dict(given)
    for name, operation, *operands in program:
        values[name] = operations[operation](*(values[operand] for operand in operands))
    return values


def deep(start, factor, shift, steps):
    """Multiply and add in turn, `steps` operations in a row."""
    value = start
    for step in range(steps):
        value = value + shift if step % 2 else value * factor
    return value


def backward(value):
    """Call `backward` and say whether it ran out of recursion."""
    try:
        value.backward()
    except RecursionError:
        return "RecursionError"
    return "returned"


def data(values):
    return {name: value.data for name, value in values.items()}


def grads(values):
    return {name: value.grad for name, value in values.items()}
