"""All gradients in one long vector, replaced and not changed in place; the norm as a plain number."""

import math

import torch
from torch.nn.functional import mse_loss


def clip_grad_norm(params, max_norm, norm_type=2.0):
    held = [p for p in params if p.grad is not None]
    long = torch.cat([p.grad.reshape(-1) for p in held]) if held else torch.zeros(1)
    if math.isinf(norm_type):
        total = long.abs().max().item()
    else:
        total = long.abs().double().pow(norm_type).sum().item() ** (1 / norm_type)
    if total + 1e-6 > max_norm:
        factor = max_norm / (total + 1e-6)
        for p in held:
            p.grad = p.grad * factor
    return total


def clip_grad_value(params, clip_value):
    for p in params:
        if p.grad is None:
            continue
        p.grad = torch.minimum(torch.maximum(p.grad, torch.tensor(-clip_value).to(p)), torch.tensor(clip_value).to(p))


def train_step(model, optimizer, x, y, max_norm):
    for p in model.parameters():
        p.grad = None
    loss = mse_loss(model(x), y)
    loss.backward()
    norm = clip_grad_norm(list(model.parameters()), max_norm)
    optimizer.step()
    return [loss.detach(), norm]
