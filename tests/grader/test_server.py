"""One source text answers calls: values, gradients, its own errors, and what is forbidden by any spelling."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import torch

from grader.server import Server
from grader.subject import LearnerError, Subject, in_process
from sandbox.frames import Frame
from sandbox.wire import Seeded, WireError, decode, encode

FORBIDDEN = ("torch.nn.functional.softmax", "torch.Tensor.backward", "torch.autograd.grad")


def subject(source: str, *, forbidden: tuple[str, ...] = ()) -> Subject:
    made = in_process(Server(source, filename="solution.py", fixtures=None, forbidden=forbidden))
    made.load()
    made.begin(1)
    return made


def error_of(source: str, *args: Any, forbidden: tuple[str, ...] = ()) -> LearnerError:
    with pytest.raises(LearnerError) as caught:
        subject(source, forbidden=forbidden).f(*args)
    return caught.value


def test_a_call_returns_its_value() -> None:
    assert subject("def f(x, *, y):\n    return {'sum': x + y}\n").f(1, y=2) == {"sum": 3}


def test_a_missing_name_is_said() -> None:
    assert str(error_of("")) == "AttributeError: f is not defined"


def test_a_traceback_holds_the_sources_own_lines_alone() -> None:
    error = error_of("import torch\ndef f(x):\n    return torch.nn.Linear(2, 3)(x)\n", torch.ones(5))

    assert error.kind == "RuntimeError"
    assert error.traceback.startswith('  File "solution.py", line 3, in f\n')
    assert "return torch.nn.Linear(2, 3)(x)" in error.traceback
    assert "site-packages" not in error.traceback
    assert "server.py" not in error.traceback


def test_a_syntax_error_points_at_its_line() -> None:
    with pytest.raises(LearnerError) as caught:
        subject("x = 1\ndef f(:\n")
    assert caught.value.kind == "SyntaxError"
    assert 'File "solution.py", line 2' in caught.value.traceback


@pytest.mark.parametrize("raised", ["SystemExit(0)", "KeyboardInterrupt()", "MemoryError()", "RecursionError()"])
def test_whatever_is_raised_is_the_sources_own(raised: str) -> None:
    assert error_of(f"def f():\n    raise {raised}\n").kind == raised.split("(", maxsplit=1)[0]


def test_an_error_with_hostile_text_is_still_told() -> None:
    source = """
class E(Exception):
    def __str__(self):
        raise ValueError
E.__name__ = 'x' * 10**6
def f():
    raise E
"""

    error = error_of(source)

    assert len(error.kind) == 100
    assert error.message == "(its text could not be made)"
    assert error_of("def f():\n    raise ValueError('\\ud800' * 9999)\n").message == "?" * 500


def test_a_failed_allocation_is_a_lack_of_memory() -> None:
    assert (
        error_of("def f():\n    raise RuntimeError('DefaultCPUAllocator: not enough memory')\n").kind == "MemoryError"
    )


def test_inputs_come_back_as_the_call_left_them() -> None:
    value, args, kwargs = subject("def f(x, y):\n    x += 1\n    return y\n").call_and_inputs("f", torch.zeros(2), y=3)

    assert (value, args[0].tolist(), kwargs) == (3, [1.0, 1.0], {"y": 3})


def test_gradients_are_pulled_back_per_input() -> None:
    source = "def f(x, y, *, z):\n    return x * y\n"
    x, y = torch.tensor([2.0]), torch.tensor([5.0])

    value, gradients = subject(source).gradients("f", x, y, z=x, wrt=[0, 1, "z"], upstream=torch.tensor([10.0]))

    assert value.tolist() == [10.0]
    assert gradients["0"].tolist() == [50.0]
    assert gradients["1"].tolist() == [20.0]
    assert gradients["z"] is None


def test_a_result_cut_from_the_graph_has_no_gradients() -> None:
    _, gradients = subject("def f(x):\n    return x.detach()\n").gradients(
        "f", torch.ones(1), wrt=[0], upstream=torch.ones(1)
    )

    assert gradients == {"0": None}


def test_gradients_of_several_results_add_up_and_none_counts_as_nothing() -> None:
    made = subject("def f(x):\n    return 2 * x, 'text', 3 * x\n")
    x, one = torch.ones(1), torch.ones(1)

    assert made.gradients("f", x, wrt=[0], upstream=[one, None, one])[1]["0"].item() == 5
    assert made.gradients("f", x, wrt=[0], upstream=[None, one, one])[1]["0"].item() == 3
    assert made.gradients("f", x, wrt=[0], upstream=one)[1]["0"].item() == 2


@pytest.mark.parametrize("upstream", [torch.ones(2), torch.ones(1, dtype=torch.float64)])
def test_an_upstream_gradient_that_does_not_fit_pulls_nothing_back(upstream: torch.Tensor) -> None:
    made = subject("def f(x):\n    return 2 * x\n")

    assert made.gradients("f", torch.ones(1), wrt=[0], upstream=upstream)[1] == {"0": None}


def test_an_error_tells_its_classes() -> None:
    error = error_of("class E(ValueError):\n    pass\ndef f():\n    raise E\n")

    assert (error.kind, error.bases) == ("E", ("ValueError", "Exception", "BaseException", "object"))


def test_a_functions_parameters_are_named_without_a_turn() -> None:
    made = subject("def f(x, w=1, *, p):\n    pass\n")

    assert made.parameter_names("f") == ["x", "w", "p"]
    assert (made.turn, made.evidence) == (0, [])


def test_a_repeated_turn_draws_the_same_and_leaves_no_evidence() -> None:
    made = subject("import torch\ndef f():\n    return torch.rand(1).item()\n")
    first, second = made.f(), made.f()

    assert (made.repeat(1, "f"), made.repeat(2, "f")) == (first, second)
    assert (made.turn, len(made.evidence)) == (2, 2)


def test_every_call_draws_what_its_seed_says() -> None:
    source = """
import random, torch, numpy
def f():
    return [torch.rand(1).item(), random.random(), numpy.random.rand()]
"""
    first, second = subject(source), subject(source)

    drawn = first.f()

    assert drawn == second.f()
    assert first.f() != drawn


def test_a_seeded_generator_is_made_where_it_is_used() -> None:
    made = subject("import torch\ndef f(g):\n    return torch.rand(1, generator=g).item()\n")

    assert made.f(Seeded(4)) == made.f(Seeded(4)) == torch.rand(1, generator=torch.Generator().manual_seed(4)).item()


def test_objects_stay_and_can_be_called() -> None:
    net = subject("import torch\ndef f():\n    return torch.nn.Linear(2, 3)\n").f()

    assert net(torch.ones(4, 2)).shape == (4, 3)
    assert net.train().train


def test_too_many_objects_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.server.MAX_HANDLES", 2)
    assert "more than 2 objects" in str(error_of("def f():\n    return [object() for _ in range(3)]\n"))


@pytest.mark.parametrize(
    "body",
    [
        "torch.nn.functional.softmax(x, 0)",
        "getattr(torch.nn.functional, 'soft' + 'max')(x, 0)",
        "x.softmax(0)",
        "torch.softmax(x, 0)",
        "torch.special.softmax(x, 0)",
        "torch.ops.aten.softmax(x, 0)",
        "torch.ops.aten._softmax.default(x, 0, False)",
        "torch._softmax(x, 0, False)",
        "torch.nn.Softmax(0)(x)",
        "x.clone().requires_grad_().sum().backward()",
        "torch.autograd.backward(x.clone().requires_grad_().sum())",
        "torch.autograd.grad(x.clone().requires_grad_().sum(), x)",
    ],
)
def test_a_forbidden_call_is_refused_by_any_spelling(body: str) -> None:
    made = subject(f"import torch\ndef f(x):\n    return {body}\n", forbidden=FORBIDDEN)

    with pytest.raises(LearnerError, match="not allowed in this lab"):
        made.f(torch.ones(3))
    assert len(made.forbidden) == 1


@pytest.mark.parametrize("body", ["torch.mm(x, x)", "x.mm(x)", "getattr(torch, 'm' + 'm')(x, x)"])
def test_a_matrix_product_is_refused_although_torch_resolves_it_to_another_name(body: str) -> None:
    made = subject(f"import torch\ndef f(x):\n    return {body}\n", forbidden=("torch.mm",))

    with pytest.raises(LearnerError, match="not allowed in this lab"):
        made.f(torch.ones(2, 2))


def test_a_swallowed_refusal_is_still_told() -> None:
    made = subject(
        "import torch\ndef f(x):\n    try:\n        return x.softmax(0)\n    except BaseException:\n        return x\n",
        forbidden=FORBIDDEN,
    )

    assert made.f(torch.ones(2)).tolist() == [1.0, 1.0]
    assert made.forbidden == ["torch.Tensor.softmax"]
    made.f(torch.ones(2))
    assert len(made.forbidden) == 2


def test_a_forbidden_call_is_refused_under_autograd_and_the_pull_back_is_not() -> None:
    upstream, x = torch.ones(2), torch.ones(2)
    hidden = subject("import torch\ndef f(x):\n    return x.softmax(0)\n", forbidden=FORBIDDEN)
    with pytest.raises(LearnerError, match="not allowed"):
        hidden.gradients("f", x, wrt=[0], upstream=upstream)

    honest = subject("def f(x):\n    return 2 * x\n", forbidden=FORBIDDEN)
    assert honest.gradients("f", x, wrt=[0], upstream=upstream)[1]["0"].tolist() == [2.0, 2.0]
    assert honest.forbidden == []


def test_a_forbidden_call_is_refused_in_a_thread() -> None:
    source = """
import threading, torch
def f(x):
    found = []
    def work():
        try:
            found.append(x.softmax(0))
        except Exception as error:
            found.append(str(error))
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]
"""
    try:
        assert "not allowed" in subject(source, forbidden=FORBIDDEN).f(torch.ones(2))
    finally:
        threading.setprofile(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", ["x.exp() / x.exp().sum()", "x.grad", "softmax(x)", "torch.log_softmax(x, 0)"])
def test_what_is_not_forbidden_runs(body: str) -> None:
    source = f"import torch\ndef softmax(x):\n    return x\ndef f(x):\n    return {body}\n"
    made = subject(source, forbidden=FORBIDDEN)

    made.f(torch.ones(3))

    assert made.forbidden == []


def test_a_request_of_unknown_objects_is_no_answer() -> None:
    server = Server("", filename="solution.py", fixtures=None)
    with pytest.raises(WireError):
        server.answer(encode({"id": 1, "op": "load", "x": decode(Frame(["h", 5, "a"]))}))
