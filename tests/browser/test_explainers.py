"""The explainers in a browser: sound, usable by keyboard, readable without scripts, and right by torch."""

from __future__ import annotations

import math
import random
import re
from itertools import product
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from playwright.sync_api import Page, expect

from content.explainers import EXPLAINERS
from content.models import Lesson

from .conftest import OPENED, Open

pytestmark = pytest.mark.browser

PARAMETERS = ("w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c")
TORCH_FUNCTIONS: dict[str, Any] = {
    "identity": lambda x: x * 1,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky": lambda x: F.leaky_relu(x, 0.1),
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": F.softplus,
    "softmax": lambda x: torch.softmax(torch.stack([x, torch.ones_like(x), torch.zeros_like(x)]), 0)[0],
}


@pytest.fixture(autouse=True)
def _doubles() -> Any:
    """Compute as the browser does."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def ask(page: Page, name: str, expression: str, argument: Any = None) -> Any:
    """Evaluate a JavaScript expression over `m`, the module of an explainer, and `given`."""
    script = f"async (given) => {{ const m = await import('/static/js/explainers/{name}.js'); return {expression}; }}"
    return page.evaluate(script, argument)


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-part='{name}']")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").removesuffix("%"))


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_every_explainer_is_sound(open_page: Open, size: str, theme: str) -> None:
    watched = open_page("/explainers/", size=size, theme=theme)
    watched.assert_sound()
    for explainer in EXPLAINERS.values():
        watched.page.goto(explainer.get_absolute_url(), wait_until="networkidle")
        expect(watched.page.locator("[data-live]")).to_be_visible()
        watched.page.locator("[data-words] > summary").click()
        if watched.page.locator("[data-act='all']").count():
            watched.page.locator("[data-act='all']").click()
        watched.assert_sound()


def test_all_is_told_without_scripts(open_page: Open) -> None:
    for explainer in EXPLAINERS.values():
        page = open_page(explainer.get_absolute_url(), scripts=False).page
        assert page.locator("[data-live]").is_hidden(), explainer.name
        assert page.locator("[data-words] table").first.is_visible(), explainer.name


def test_functions_and_slopes_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/activations/").page
    places = [n / 8 for n in range(-48, 49)] + [-5.3, -3.54, 3.53, 3.55, 5.9]
    shown = ask(
        page,
        "activations",
        "Object.fromEntries(Object.entries(m.FUNCTIONS).map(([key, f]) =>"
        " [key, given.map((x) => [f.value(x), f.slope(x)])]))",
        places,
    )
    assert set(shown) == {"step", *TORCH_FUNCTIONS}
    x = torch.tensor(places, requires_grad=True)
    for key, function in TORCH_FUNCTIONS.items():
        value = function(x)
        (slope,) = torch.autograd.grad(value.sum(), x)
        expected = torch.stack([value.detach(), slope], dim=1)
        torch.testing.assert_close(torch.tensor(shown[key]), expected, rtol=1e-12, atol=1e-13, msg=key)
    heaviside = torch.heaviside(x.detach(), torch.tensor(0.0))
    assert shown["step"] == [[value, 0] for value in heaviside.tolist()]


def test_a_reading_follows_slider_and_field(open_page: Open) -> None:
    page = open_page("/explainers/activations/").page
    page.locator("[data-control='which']").select_option("gelu")
    page.locator("[data-control='x']").fill("-0.75")
    assert number(part(page, "value").inner_text()) == round(F.gelu(torch.tensor(-0.75)).item(), 4)
    page.locator("[data-control='slider']").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-control='x']").input_value() in {"-0.7", "-0.6"}
    expect(page.locator("[data-said]")).to_contain_text("GELU has the value")


def test_the_written_functions_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/activations/", scripts=False).page
    for key, function in TORCH_FUNCTIONS.items():
        cells = page.locator(f"[data-static='{key}'] td.number").all_inner_texts()
        for cell, place in zip(cells, (-2.0, 0.5, 3.0), strict=True):
            x = torch.tensor(place, requires_grad=True)
            value = function(x)
            (slope,) = torch.autograd.grad(value, x)
            written = [number(text) for text in cell.split(",")]
            assert written == pytest.approx([value.item(), slope.item()], abs=5e-5), key


def test_the_helper_answers_by_task(open_page: Open) -> None:
    page = open_page("/explainers/activations/").page
    page.locator("[data-control='task']").select_option("labels")
    page.locator("[data-control='network']").select_option("recurrent")
    assert "sigmoid on each unit" in part(page, "output").inner_text()
    assert "tanh for the content" in part(page, "hidden").inner_text()


def random_net(seed: int) -> dict[str, float]:
    draw = random.Random(seed)
    return {name: round(draw.uniform(-2, 2), 3) for name in ("x1", "x2", "y", *PARAMETERS)}


def torch_round(net: dict[str, float]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Return all values with their gradients, and the loss."""
    t = {name: torch.tensor(float(value), requires_grad=True) for name, value in net.items()}
    t["z1"] = t["w11"] * t["x1"] + t["w12"] * t["x2"] + t["b1"]
    t["z2"] = t["w21"] * t["x1"] + t["w22"] * t["x2"] + t["b2"]
    t["h1"], t["h2"] = torch.sigmoid(t["z1"]), torch.sigmoid(t["z2"])
    t["out"] = t["v1"] * t["h1"] + t["v2"] * t["h2"] + t["c"]
    for name in ("z1", "z2", "h1", "h2", "out"):
        t[name].retain_grad()
    loss = (t["out"] - t["y"]) ** 2
    loss.backward()
    return t, loss


def test_gradients_and_updates_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    for seed in range(5):
        net = random_net(seed)
        t, loss = torch_round(net)
        assert ask(page, "forward-backprop", "m.forward(given).loss", net) == pytest.approx(loss.item(), rel=1e-12)
        gradients = ask(page, "forward-backprop", "m.gradients(given)", net)
        wanted = {name: t[name].grad.item() for name in (*PARAMETERS, "z1", "z2", "h1", "h2", "out")}  # type: ignore[union-attr]
        assert gradients == pytest.approx(wanted, rel=1e-12)
        after = ask(page, "forward-backprop", "m.updated(given, 0.3)", net)
        optimiser = torch.optim.SGD([t[name] for name in PARAMETERS], lr=0.3)
        optimiser.step()
        assert after == pytest.approx({name: t[name].item() for name in net}, rel=1e-12)


def test_the_numbers_on_the_page_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    net = random_net(9)
    for name, value in net.items():
        page.locator(f"[data-value='{name}']").fill(str(value))
    page.get_by_role("button", name="All operations").click()
    t, loss = torch_round(net)
    for name in PARAMETERS:
        text = page.locator(f"[data-slope='{name}']").inner_text()
        assert number(text.rpartition("= ")[2]) == pytest.approx(t[name].grad.item(), abs=5e-5), name  # type: ignore[union-attr]
    page.get_by_role("button", name="Update the parameters").click()
    assert f"Loss before each update: {round(loss.item(), 4):g}" in part(page, "history").inner_text()


def test_every_product_is_what_arrives_times_the_local_slope(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    rows = ask(page, "forward-backprop", "m.operations(given).flatMap((step) => step.rows ?? [])", random_net(3))
    assert len(rows) == 14
    for row in rows:
        assert row["arriving"] * row["local"] == row["gradient"]
        assert math.prod(row["factors"]) == pytest.approx(row["gradient"], rel=1e-12)


def test_the_written_round_is_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    net = {"x1": 1, "x2": 2, "y": 1, "w11": 0.5, "w12": -0.25, "b1": 0.1} | {
        "w21": -1, "w22": 0.75, "b2": 0, "v1": 1.5, "v2": -1, "c": 0.2,
    }  # fmt: skip
    t, _ = torch_round(net)
    page.locator("[data-words] > summary").click()
    for name in (*PARAMETERS, "z1", "h1", "out"):
        cells = page.locator(f"tr[data-static='{name}'] td").all_inner_texts()
        assert number(cells[-1]) == pytest.approx(t[name].grad.item(), abs=5e-5), name  # type: ignore[union-attr]


def test_steps_go_by_keyboard_and_are_told(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    page.get_by_role("button", name="Next operation").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert part(page, "where").inner_text() == "Operation 2 of 12, forward"
    expect(page.locator("[data-said]")).to_contain_text("h₁ = σ(0.1) = 0.525")
    for _ in range(20):
        page.keyboard.press("Enter")
    assert part(page, "where").inner_text() == "Operation 12 of 12, backward"
    expect(page.locator("[data-said]")).to_contain_text("That was the last operation")


def test_a_wrong_number_is_explained_and_loses_nothing(open_page: Open) -> None:
    page = open_page("/explainers/forward-backprop/").page
    field = page.locator("[data-value='w11']")
    field.fill("")
    assert field.get_attribute("aria-invalid") == "true"
    assert "Until then 0.5 is used" in page.locator("[data-fault]").inner_text()
    field.fill("0.25")
    assert field.get_attribute("aria-invalid") is None
    assert page.locator("[data-fault]").inner_text() == ""


def torch_windows(picture: Any, kernel: Any, options: dict[str, Any]) -> torch.Tensor:
    x, k = torch.tensor(picture, dtype=torch.float64)[None, None], torch.tensor(kernel, dtype=torch.float64)[None, None]
    window, stride, padding = options["window"], options["stride"], options["padding"]
    if options["mode"] == "convolution":
        return F.conv2d(x, k, stride=stride, padding=padding)[0, 0]
    if options["mode"] == "max":
        return F.max_pool2d(x, window, stride=stride, padding=padding)[0, 0]
    counts = options["countsPadding"]
    return F.avg_pool2d(x, window, stride=stride, padding=padding, count_include_pad=counts)[0, 0]


def test_windows_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/convolution/").page
    inputs = ask(page, "convolution", "m.INPUTS")
    kernel = [[1, -2, 0.5], [0, 3, -1], [2, 0.25, -4]]
    settings = [("convolution", 3, True), *product(("max", "average"), (2, 3), (True, False))]
    for (mode, window, counts), stride, padding in product(settings, (1, 2, 3), (0, 1)):
        options = {"mode": mode, "window": window, "stride": stride, "padding": padding, "countsPadding": counts}
        for name, picture in inputs.items():
            found = ask(page, "convolution", "m.output(...given)", [picture, kernel, options])
            torch.testing.assert_close(
                torch.tensor(found, dtype=torch.float64),
                torch_windows(picture, kernel, options),
                msg=f"{name} {options}",
            )
            assert ask(page, "convolution", "m.outputSize(given)", options) == len(found)


def test_the_output_fills_up_as_the_window_moves(open_page: Open) -> None:
    page = open_page("/explainers/convolution/").page
    page.locator("[data-kernel='11']").fill("2")
    for _ in range(3):
        page.get_by_role("button", name="Next window").click()
    cells = part(page, "output").locator("button")
    picture = ask(page, "convolution", "m.INPUTS.seven")
    wanted = torch_windows(
        picture, [[-1, 0, 1], [-1, 2, 1], [-1, 0, 1]], {"mode": "convolution", "window": 3, "stride": 1, "padding": 0}
    )
    assert [number(text) for text in cells.all_inner_texts()[:4]] == wanted[0].tolist()
    assert cells.all_inner_texts()[4] == "?"
    cells.nth(9).click()
    assert part(page, "where").inner_text() == "Window 10 of 16: row 3, column 2 of the output"
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "step"
    assert part(page, "sum").inner_text().endswith(f"= {wanted[2, 1]:g}")


def test_a_pooling_window_moves_by_its_own_size(open_page: Open) -> None:
    page = open_page("/explainers/convolution/").page
    page.locator("[data-control='mode']").select_option("max")
    page.get_by_role("button", name="All windows").click()
    wanted = F.max_pool2d(torch.tensor(ask(page, "convolution", "m.INPUTS.seven"), dtype=torch.float64)[None], 2)[0]
    assert [
        number(text) for text in part(page, "output").locator("button").all_inner_texts()
    ] == wanted.flatten().tolist()
    assert page.locator("[data-control='padding']").input_value() == "0"


def test_the_lesson_on_pooling_starts_with_pooling(open_page: Open) -> None:
    body = "## Try\n\n[Try it](explainer:convolution)\n"
    for slug, mode in (("pooling", "max"), ("cnns", "convolution")):
        Lesson.objects.create(slug=slug, title=slug, question="?", summary="s", group="g", body=body, is_published=True)
        page = open_page(f"/lessons/{slug}/").page
        expect(page.locator("[data-control='mode']")).to_have_value(mode)
        expect(page.locator("[data-live]")).to_be_visible()


def test_the_written_windows_are_torch_s(open_page: Open) -> None:
    page = open_page("/explainers/convolution/", scripts=False).page
    tables = {}
    for name in ("input", "convolution", "max", "average"):
        rows = page.locator(f"table[data-static='{name}'] tr").all()
        tables[name] = [[number(text) for text in row.locator("td").all_inner_texts()] for row in rows]
    edges = [[-1, 0, 1]] * 3
    pooled = {"window": 2, "stride": 2, "padding": 0, "countsPadding": True}
    stepped = {"mode": "convolution", "window": 3, "stride": 1, "padding": 0}
    assert tables["convolution"] == torch_windows(tables["input"], edges, stepped).tolist()
    for mode in ("max", "average"):
        assert tables[mode] == torch_windows(tables["input"], edges, pooled | {"mode": mode}).tolist()


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 0.9])
def test_the_mean_over_all_masks_is_right(open_page: Open, p: float, scaled: bool) -> None:
    page = open_page("/explainers/dropout/").page
    h = torch.tensor([2.0, 4.0, -1.0, 3.0])
    masks = torch.tensor(list(product((0.0, 1.0), repeat=4)))
    chances = (masks * (1 - p) + (1 - masks) * p).prod(dim=1)
    outputs = h * masks / (1 - p if scaled else 1)
    sums = outputs.sum(dim=1)
    mean = (chances * sums).sum()
    deviation = (chances * (sums - mean) ** 2).sum().sqrt()
    found = ask(page, "dropout", "m.expected(...given)", [h.tolist(), p, scaled])
    assert found == pytest.approx({"mean": mean.item(), "deviation": deviation.item()}, abs=1e-12)
    for mask, wanted in zip(masks.tolist(), outputs.tolist(), strict=True):
        assert ask(page, "dropout", "m.output(...given)", [h.tolist(), mask, p, scaled]) == pytest.approx(wanted)


def test_survivors_are_scaled_as_torch_scales_them(open_page: Open) -> None:
    page = open_page("/explainers/dropout/").page
    torch.manual_seed(0)
    h = torch.tensor([2.0, 4.0, 1.0, 3.0])
    dropped = F.dropout(h, p=0.25)
    mask = (dropped != 0).double().tolist()
    assert ask(page, "dropout", "m.output(...given)", [h.tolist(), mask, 0.25, True]) == pytest.approx(dropped.tolist())
    assert ask(page, "dropout", "m.output(given, null, 0.25, true)", h.tolist()) == F.dropout(h, 0.25, False).tolist()


def test_many_masks_keep_the_mean_and_evaluation_keeps_the_values(open_page: Open) -> None:
    page = open_page("/explainers/dropout/").page
    for _ in range(20):
        page.get_by_role("button", name="100 masks").click()
    # Six standard errors: a false alarm in 500 million runs.
    assert number(part(page, "average").inner_text()) == pytest.approx(10, abs=6 * 5.478 / 2001**0.5)
    assert part(page, "masks").inner_text() == "2001"
    page.get_by_label("Scale survivors").uncheck()
    assert "the mean falls to (1 − p) · 10 = 5" in part(page, "verdict").inner_text()
    page.get_by_label("Evaluation").check()
    assert "(2, 4, 1, 3) on unchanged, sum 10" in part(page, "happened").inner_text()
    assert number(part(page, "deviation").inner_text()) == 0


def test_the_curves_are_the_formula_on_the_page(open_page: Open) -> None:
    page = open_page("/explainers/learning-curves/").page
    examples = torch.logspace(2, 7, 11)
    for capacity, noise in product((3.0, 10.0, 1e4), (0.0, 5.0, 30.0)):
        gap = 30 * torch.sqrt(capacity / examples)
        reachable = noise + 40 / math.sqrt(capacity)
        given = [examples.tolist(), capacity, noise]
        test = ask(page, "learning-curves", "given[0].map((n) => m.testError(n, given[1], given[2]))", given)
        training = ask(page, "learning-curves", "given[0].map((n) => m.trainingError(n, given[1], given[2]))", given)
        assert test == pytest.approx((reachable + gap).clamp(max=50).tolist())
        assert training == pytest.approx((reachable - gap).clamp(0, 50).tolist())
    assert "a sketch drawn from a formula, not a measurement" in page.locator(".explainer").inner_text()


def test_the_curves_cross_where_the_page_says(open_page: Open) -> None:
    page = open_page("/explainers/learning-curves/").page
    assert "The curves cross at 56,250 examples" in part(page, "meeting").inner_text()
    both = ask(page, "learning-curves", "[10, 1e4].map((c) => m.testError(m.crossing(10, 1e4), c, 5))")
    assert both[0] == pytest.approx(both[1], rel=1e-12)
    page.locator("[data-control='examples']").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert part(page, "examples").inner_text() == "100,000"
    assert "The deep model is ahead" in part(page, "happened").inner_text()
    page.locator("[data-words] > summary").click()
    for row in page.locator("tr[data-static]").all():
        examples = float(row.get_attribute("data-static") or "nan")
        wanted = [min(50, 5 + 40 / c**0.5 + 30 * (c / examples) ** 0.5) for c in (10, 1e4)]
        cells = [number(text.removesuffix(" %")) for text in row.locator("td.number").all_inner_texts()]
        assert cells == pytest.approx(wanted, abs=0.051)


def test_the_written_masks_are_right(open_page: Open) -> None:
    page = open_page("/explainers/dropout/", scripts=False).page
    squares = 30.0
    for row in page.locator("tr[data-static]").all():
        p = float(row.get_attribute("data-static") or "nan")
        figures = [float(text) for text in re.findall(r"[\d.]+", " ".join(row.locator("td").all_inner_texts()))]
        spread = math.sqrt(squares * p * (1 - p))
        wanted = [1 / (1 - p), 10, spread / (1 - p), 10 * (1 - p), spread, 10]
        assert figures == pytest.approx(wanted, abs=0.0051)
