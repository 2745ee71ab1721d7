"""The trace tells what the learner's own lines did, and is a claim that can fill no report."""

from __future__ import annotations

import types

import torch

from grader.report import Report
from grader.server import load_module
from grader.service import Grader
from grader.tracing import COLUMNS, MAX_ROWS, Trace, as_artifact
from grader.verdicts import Verdict
from grading import REFERENCE, tiny_lab


def traced(source: str, *, keep: str = "") -> list[list[str]]:
    """Run the `solve` of a source under a trace and return the rows; the module called `keep` is a kept object."""
    module: types.ModuleType = load_module("solution", source, "solution.py")
    trace = Trace("solution.py")
    with trace:
        module.solve(torch.ones(2, 3, requires_grad=True))
    return trace.finished([getattr(module, keep)] if keep else [])


def test_each_operation_is_a_row_with_its_line() -> None:
    rows = traced("import torch\ndef solve(x):\n    y = x @ x.T\n    return torch.relu(y).sum()\n")

    assert rows == [
        ["3", "matmul", "[2, 3], [3, 2]", "[2, 2]", "float32", "yes", ""],
        ["4", "relu", "[2, 2]", "[2, 2]", "float32", "yes", ""],
        ["4", "sum", "[2, 2]", "[]", "float32", "yes", ""],
    ]


def test_a_matrix_product_is_named_as_it_was_written() -> None:
    rows = traced("import torch\ndef solve(x):\n    return torch.mm(x, x.T)\n")

    assert rows[0][1] == "mm"


def test_it_says_where_a_nan_and_an_infinity_began_and_where_the_graph_was_cut() -> None:
    rows = traced("def solve(x):\n    y = (x - 1).log()\n    z = y - y\n    return (z + 1).detach()\n")

    assert [(row[1], row[6]) for row in rows] == [
        ("sub", ""),
        ("log", "first infinity"),
        ("sub", "first NaN"),
        ("add", ""),
        ("detach", "cut off from autograd"),
    ]


def test_an_operation_that_raises_is_the_last_row() -> None:
    source = "def solve(x):\n    try:\n        return x @ x\n    except RuntimeError:\n        return None\n"

    assert traced(source)[-1][6] == "raised RuntimeError"


def test_a_new_tensor_like_another_is_no_cut_and_an_optimizers_steps_are_its_own() -> None:
    source = """
import torch
def solve(x):
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    y = model(x) + torch.zeros_like(model(x))
    y.sum().backward()
    optimizer.step()
"""

    rows = traced(source)

    assert [row[1] for row in rows][-2:] == ["sum", "backward"]
    assert [row[1:] for row in rows if row[6]] == []


def test_a_parameter_that_a_backward_pass_left_out_is_named() -> None:
    source = """
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.idle = torch.nn.Linear(3, 1), torch.nn.Linear(3, 1)
net = Net()
def solve(x):
    net.used(x).sum().backward()
"""

    rows = traced(source, keep="net")

    assert [row[1] for row in rows if row[6] == "got no gradient"] == ["parameter idle.weight", "parameter idle.bias"]


def test_a_long_trace_is_cut_and_says_so() -> None:
    rows = traced("def solve(x):\n    for _ in range(1000):\n        x = x + 1\n")

    assert len(rows) == MAX_ROWS + 1
    assert rows[-1][1] == f"and {1000 - MAX_ROWS} more"


def test_what_is_claimed_as_a_trace_is_cut_to_one() -> None:
    row = ["1", "add", "[2]", "[2]", "float32", "no", ""]

    assert as_artifact(None, "t") is None
    assert as_artifact([["too", "short"], 3, torch.ones(7)], "t") is None
    table = as_artifact([[*row[:-1], "x" * 1000]] * 500, "Sums")
    assert table is not None
    assert (len(table["rows"]), len(table["rows"][0]["cells"][-1])) == (MAX_ROWS + 1, 60)
    assert table["columns"] == list(COLUMNS[1:])


def trace_of(report: Report) -> list[str]:
    return [row["cells"][0] for table in report.artifacts if table["name"] == "trace" for row in table["rows"]]


def test_a_grade_traces_only_when_asked_and_changes_no_verdict(grader: Grader) -> None:
    plain = grader.grade(tiny_lab(), REFERENCE, seed=1)
    traced_ = grader.grade(tiny_lab(), REFERENCE, seed=1, trace=True)
    wrong = grader.grade(tiny_lab(), "def solve(x):\n    return x + x + x\n", seed=1, trace=True)

    assert (trace_of(plain), trace_of(traced_), trace_of(wrong)) == ([], ["mul"], ["add", "add"])
    assert (traced_.verdict, wrong.verdict) == (Verdict.PASSED, Verdict.FAILED)
    assert traced_.checks == plain.checks
