"""What is returned is the norm after clipping, which never exceeds the limit. Return the norm from before, which shows
how often the limit is passed.

check: norm_returned
lesson: vanishing-exploding-gradients
"""

import torch


def clip_grad_norm(params, max_norm, norm_type=2.0):
    gradients = [p.grad for p in params if p.grad is not None]
    if not gradients:
        return torch.tensor(0.0)
    norms = torch.stack([torch.linalg.vector_norm(g, norm_type) for g in gradients])  # (number of gradients,)
    total = torch.linalg.vector_norm(norms, norm_type)  # ()
    factor = torch.clamp(max_norm / (total + 1e-6), max=1.0)
    for g in gradients:
        g *= factor
    return total * factor


def clip_grad_value(params, clip_value):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-clip_value, clip_value)


def train_step(model, optimizer, x, y, max_norm):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    total = clip_grad_norm(model.parameters(), max_norm)
    optimizer.step()
    return loss.item(), total.item()
