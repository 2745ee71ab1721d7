"""The layers are applied from the last to the first. The first one in the list comes first.

check: folded
lesson: activation-functions
"""

import torch


def collapse(layers):
    layers = layers[::-1]
    W, b = layers[0]  # (h, n), (h,)
    for weight, bias in layers[1:]:
        W, b = weight @ W, weight @ b + bias  # (k, h) @ (h, n) -> (k, n); (k, h) @ (h,) + (k,) -> (k,)
    return W.clone(), b.clone()


def is_affine(f, dim):
    x, y = torch.randn(2, 100, dim, dtype=torch.float64)
    a = torch.rand(100, 1, dtype=torch.float64)
    got, want = f(a * x + (1 - a) * y), a * f(x) + (1 - a) * f(y)  # weights that add up to 1 leave the bias as it is
    return bool((got - want).abs().max() <= 1e-6 * (1 + want.abs().max()))


def xor_weights():
    W1 = torch.tensor([[1.0, 1.0], [1.0, 1.0]])  # both units see how many inputs are 1 ...
    b1 = torch.tensor([0.0, -1.0])  # ... and the second one counts from 1 on
    W2 = torch.tensor([[2.0, -4.0]])
    b2 = torch.tensor([-1.0])
    return W1, b1, W2, b2
