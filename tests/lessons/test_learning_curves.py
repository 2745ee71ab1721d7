"""The learning curves of the lesson `dl-vs-ml`, measured again at the points that its conclusions rest on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng():
        yield
    torch.set_num_threads(threads)


def pictures(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return 8 × 8 pictures, (count, 8, 8), with a stroke of four pixels in speckle, and whether it stands."""
    generator = torch.Generator().manual_seed(seed)
    images = 0.9 * torch.rand(count, 8, 8, generator=generator)
    standing = torch.randint(0, 2, (count,), generator=generator)
    line = torch.randint(0, 8, (count,), generator=generator)
    start = torch.randint(0, 5, (count,), generator=generator)
    for image, upright, at, first in zip(images, standing, line, start, strict=True):
        if upright:
            image[first : first + 4, at] = 1.0
        else:
            image[at, first : first + 4] = 1.0
    return images, standing


def brightest_lines(images: Tensor) -> Tensor:
    """Return the hand-made features: the sums of the brightest row and of the brightest column."""
    return torch.stack([images.sum(2).amax(1), images.sum(1).amax(1)], dim=1) - 5.5


def centred(images: Tensor) -> Tensor:
    return images[:, None] - 0.5


def logistic() -> nn.Module:
    return nn.Linear(2, 2)


def dense() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))


def convolutional() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU()),
        *(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(16, 2)),
    )


MODELS = {
    "hand-made": (logistic, brightest_lines, 0.05, 0.0),
    "dense": (dense, centred, 0.003, 0.1),
    "convolutional": (convolutional, centred, 0.01, 0.01),
}


def accuracy(name: str, count: int) -> float:
    """Train on `count` pictures and return the share of 2,000 new ones that come out right."""
    make, prepare, rate, decay = MODELS[name]
    images, labels = pictures(count, seed=100)
    inputs = prepare(images)
    torch.manual_seed(0)
    model = make()
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=decay)
    for _ in range(600):
        batch = torch.randint(0, count, (min(count, 128),))
        optimiser.zero_grad()
        cross_entropy(model(inputs[batch]), labels[batch]).backward()
        optimiser.step()
    images, labels = pictures(2000, seed=0)
    with torch.no_grad():
        return (model(prepare(images)).argmax(1) == labels).float().mean().item()


@pytest.mark.parametrize(
    ("name", "count", "shown"),
    [
        ("hand-made", 10, 0.86),
        ("hand-made", 1000, 0.92),
        ("dense", 100, 0.55),
        ("dense", 1000, 0.79),
        ("convolutional", 100, 0.99),
        ("convolutional", 1000, 1.00),
    ],
)
def test_a_point_of_a_curve_is_where_the_lesson_draws_it(name: str, count: int, shown: float):
    assert accuracy(name, count) == pytest.approx(shown, abs=0.04)
