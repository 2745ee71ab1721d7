"""What the lab gives you: functions from a tensor to a number, gradients for them, right and wrong, and a recorder of calls."""

import torch


def numbers(seed, count):
    """Return `count` random numbers, at least 0.5 in size."""
    drawn = torch.randn(count, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return drawn + 0.5 * torch.sign(drawn)


def cubic(seed, count):
    """Return f(x) = Σ a·x³."""
    a = numbers(seed, count)
    return lambda x: (a.to(x.dtype) * x.reshape(-1) ** 3).sum()


def smooth(seed, count):
    """Return a function without kinks in which all entries of x work together."""
    a = numbers(seed, count)

    def f(x):
        flat = x.reshape(-1)
        return (a.to(x.dtype) * torch.sin(flat)).sum() + 0.3 * flat.sum() ** 2 + torch.exp(0.5 * flat).sum()

    return f


def smooth_gradient(seed, count, mistake=""):
    """Return the gradient of `smooth`, with a mistake if one is named."""
    a = numbers(seed, count)

    def gradient(x):
        flat = x.reshape(-1)
        found = a * torch.cos(flat) + 0.6 * flat.sum() + 0.5 * torch.exp(0.5 * flat)
        if mistake == "doubled":
            found = 2 * found
        elif mistake == "flipped":
            found = -found
        elif mistake == "one missing":
            found[-1] = 0
        elif mistake == "one slightly off":
            found[0] += 0.01 * found.norm()
        elif mistake == "cancelling":
            found += 0.05 * torch.linspace(-1, 1, count, dtype=x.dtype)
        return found.reshape(x.shape)

    return gradient


def bent(seed, count):
    """Return f(x) = Σ a·|x| + sin x, which has a kink wherever an entry is 0."""
    a = numbers(seed, count)
    return lambda x: (a.to(x.dtype) * x.reshape(-1).abs() + torch.sin(x.reshape(-1))).sum()


def bent_gradient(seed, count, mistake=""):
    """Return a gradient of `bent`, which takes the slope of |x| at 0 as 1; `mistake` is "doubled", "flipped" or none."""
    a = numbers(seed, count)
    factor = {"": 1, "doubled": 2, "flipped": -1}[mistake]

    def gradient(x):
        flat = x.reshape(-1)
        sign = torch.where(flat >= 0, 1.0, -1.0).to(x.dtype)
        return factor * (a * sign + torch.cos(flat)).reshape(x.shape)

    return gradient


def constant():
    """Return f(x) = 3."""
    return lambda x: x.new_tensor(3.0)


def no_gradient():
    """Return a gradient that is zero everywhere."""
    return torch.zeros_like


class Recorder:
    """Calls a function and remembers where it was asked."""

    def __init__(self, f):
        self._f, self._asked = f, []

    def __call__(self, x):
        self._asked.append(x.detach().clone())
        return self._f(x)

    def dtypes(self):
        """Name the dtypes it was asked in."""
        return sorted({str(x.dtype).removeprefix("torch.") for x in self._asked})

    def largest_step(self, x):
        """Return how far from x it was asked, at most, in any entry."""
        return max((float((asked.double() - x.double()).abs().max()) for asked in self._asked), default=0.0)


def recorded(f):
    """Return f with a memory."""
    return Recorder(f)
