"""Full backward hooks for the outputs, `.grad` put aside and back for the weights."""

import math
from contextlib import ExitStack

import torch
from torch.nn.functional import nll_loss


def gradient_norms(model, x, y):
    layers = tuple(module for module in model.modules() if isinstance(module, torch.nn.Linear))
    aside = [(p, p.grad) for p in model.parameters()]
    arrived = {}

    def note(layer, grad_input, grad_output):
        arrived[id(layer)] = math.sqrt(grad_output[0].square().sum().item())

    with ExitStack() as stack:
        for layer in layers:
            stack.enter_context(layer.register_full_backward_hook(note))
        loss = nll_loss(model(x).log_softmax(-1), y)
        for p, _ in aside:
            p.grad = None
        loss.backward()
    weights = [torch.linalg.vector_norm(layer.weight.grad).item() for layer in layers]
    for p, grad in aside:
        p.grad = grad
    return weights, [arrived[id(layer)] for layer in layers]


def ratio_first_last(norms):
    try:
        return norms[0] / norms[-1]
    except ZeroDivisionError:
        return math.inf if norms[0] else 0.0


def diagnose(weight_ratio, output_ratio):
    pair = torch.tensor([weight_ratio, output_ratio], dtype=torch.float64)
    if not pair.isfinite().all() or (pair > 1000).any():
        return "exploding"
    return ("healthy", "vanishing")[int((pair < 0.001).any())]
