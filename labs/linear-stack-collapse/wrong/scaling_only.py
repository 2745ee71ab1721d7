"""A network of ReLUs without biases is taken for affine, and so is whatever runs straight along rays from 0. Scaling one point does not find that; mix two points.

check: hidden_bends
lesson: activation-functions
"""

import torch


def collapse(layers):
    W, b = layers[0]  # (h, n), (h,)
    for weight, bias in layers[1:]:
        W, b = weight @ W, weight @ b + bias  # (k, h) @ (h, n) -> (k, n); (k, h) @ (h,) + (k,) -> (k,)
    return W.clone(), b.clone()


def is_affine(f, dim):
    x = torch.randn(100, dim, dtype=torch.float64)
    zero = f(torch.zeros_like(x))
    got, want = f(3 * x) - zero, 3 * (f(x) - zero)
    return bool((got - want).abs().max() <= 1e-6 * (1 + want.abs().max()))


def xor_weights():
    W1 = torch.tensor([[1.0, 1.0], [1.0, 1.0]])  # both units see how many inputs are 1 ...
    b1 = torch.tensor([0.0, -1.0])  # ... and the second one counts from 1 on
    W2 = torch.tensor([[2.0, -4.0]])
    b2 = torch.tensor([-1.0])
    return W1, b1, W2, b2
