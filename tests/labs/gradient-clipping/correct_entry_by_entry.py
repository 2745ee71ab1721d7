"""Loops over plain numbers; gradients are written back entry by entry."""

import itertools

import torch


def entries(gradients):
    for g in gradients:
        for place in itertools.product(*map(range, g.shape)):
            yield g, place


def clip_grad_norm(params, max_norm, norm_type=2.0):
    gradients = tuple(p.grad for p in params if p.grad is not None)
    sizes = [abs(g[place].item()) for g, place in entries(gradients)]
    if norm_type == float("inf"):
        total = max(sizes, default=0)
    else:
        total = sum(size**norm_type for size in sizes) ** (1.0 / norm_type)
    factor = min(1.0, max_norm / (total + 1e-6))
    for g, place in entries(gradients):
        g[place] = g[place].item() * factor
    return torch.tensor([total])


def clip_grad_value(params, clip_value):
    for g, place in entries([p.grad for p in params if p.grad is not None]):
        g[place] = max(-clip_value, min(clip_value, g[place].item()))


def train_step(model, optimizer, x, y, max_norm):
    optimizer.zero_grad(set_to_none=False)
    errors = model(x) - y
    loss = (errors * errors).sum() / errors.numel()
    loss.backward()
    norm = clip_grad_norm(model.parameters(), max_norm)
    optimizer.step()
    return float(loss.detach()), float(norm)
