"""What the lab gives you: functions to ask about. Each maps float64 (N, inputs) to (N, outputs), row by row."""

import torch


def stack(seed, widths, between=None, bias=True, scale=1.0):
    """Return layers of random weights with these widths; `between`, such as "relu", follows each layer but the last."""
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        weight = scale * torch.randn(outputs, inputs, generator=generator, dtype=torch.float64)
        layers.append((weight, 0.5 * bias * torch.randn(outputs, generator=generator, dtype=torch.float64)))

    def f(x):
        for weight, shift in layers[:-1]:
            x = x @ weight.T + shift
            x = x if between is None else getattr(torch, between)(x)
        weight, shift = layers[-1]
        return x @ weight.T + shift

    return f


def constant(value):
    """Return a function that gives two outputs of `value`, whatever the input."""
    return lambda x: torch.full((*x.shape[:-1], 2), value, dtype=x.dtype)


def identity():
    """Return a function that gives its input back."""
    return lambda x: x.clone()


def square():
    """Return a function that squares each input."""
    return lambda x: x**2


def bent_in_one_output(seed, inputs):
    """Return a function whose first two outputs are affine and whose third is not."""
    straight, slope = stack(seed, [inputs, 2]), stack(seed + 1, [inputs, 1], bias=False)
    return lambda x: torch.cat([straight(x), slope(x).abs()], dim=-1)


def bent_in_one_input(seed, inputs):
    """Return a function that is affine in all inputs but the last."""
    straight = stack(seed, [inputs, 2])
    return lambda x: straight(x) + 2 * x[..., -1:].abs()
