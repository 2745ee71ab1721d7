"""Forbidden names are found however they were imported, and a learner's own names are theirs."""

from __future__ import annotations

import pytest

from grader.source_scan import forbidden_uses

FORBIDDEN = ("torch.nn.functional.dropout", "torch.nn.Dropout", "torch.Tensor.backward", "torch.softmax")


def names(source: str) -> list[str]:
    return [use.name for use in forbidden_uses(source, FORBIDDEN)]


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.nn.functional.dropout(x)",
        "import torch as t\nt.nn.functional.dropout(x)",
        "import torch.nn as nn\nnn.functional.dropout(x)",
        "import torch.nn.functional as F\nF.dropout(x)",
        "import torch.nn.functional\ntorch.nn.functional.dropout(x)",
        "from torch import nn\nnn.functional.dropout(x)",
        "from torch.nn import functional\nfunctional.dropout(x)",
        "from torch.nn import functional as g\ny = g.dropout",
        "from torch.nn.functional import dropout",
        "from torch.nn.functional import dropout as d\nd(x)",
        "def f(x):\n    import torch\n    return torch.nn.functional.dropout(x)",
        "import torch\nclass M(torch.nn.Dropout):\n    pass",
        "import torch\ng = torch.jit.trace(f, x)",
        "from torch._C import DisableTorchFunction",
    ],
)
def test_a_forbidden_name_is_found(source: str) -> None:
    assert names(source)


def test_a_method_is_found_on_anything_and_told_with_its_line() -> None:
    [use] = forbidden_uses("loss = f()\nloss.sum().backward()\n", FORBIDDEN)

    assert (use.name, use.line) == (".backward", 2)


@pytest.mark.parametrize(
    "source",
    [
        "def backward(grad):\n    return grad\nbackward(1)",
        "class Layer:\n    def backward(self, g):\n        return g\nLayer().backward(1)",
        "softmax = 3\nprint(softmax)",
        "def dropout(x):\n    return x\ndropout(1)",
        "nn = Thing()\nnn.Dropout(1)",
        "import numpy as torch_like\ntorch_like.softmax(1)",
        "x.softmax(0)",
        "import torch\ntorch.nn.functional.dropout2d(x)",
        "import torch\ntorch.softmax_like(x)",
        "# torch.softmax\ntext = 'torch.softmax'",
        "from . import softmax",
        "",
    ],
)
def test_a_name_of_the_learners_own_is_not_found(source: str) -> None:
    assert names(source) == []


def test_a_lab_that_forbids_nothing_finds_nothing() -> None:
    assert forbidden_uses("import torch\ntorch.jit.script(f)\n", ()) == []


@pytest.mark.parametrize(
    "source", ["def f(:", "\0", "x = '\ud800'", "-" * 100_000 + "1", "(" * 10_000, "a" + ".b" * 100_000]
)
def test_a_source_that_can_not_be_read_has_no_uses(source: str) -> None:
    assert names(source) == []


def test_uses_come_in_the_order_of_lines() -> None:
    uses = forbidden_uses("import torch\ntorch.nn.Dropout(1)\nx.backward()\ntorch.softmax(x)\n", FORBIDDEN)

    assert [use.line for use in uses] == [2, 3, 4]
