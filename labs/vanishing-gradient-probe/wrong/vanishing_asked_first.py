"""When one ratio is tiny and the other huge, the answer is "vanishing". Check for exploding first.

check: diagnosis
lesson: vanishing-exploding-gradients
"""

import math

import torch
from torch.nn.functional import cross_entropy


def gradient_norms(model, x, y):
    layers = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    outputs = {}

    def keep(layer, inputs, output):
        outputs[layer] = output  # (N, out)

    handles = [layer.register_forward_hook(keep) for layer in layers]
    try:
        loss = cross_entropy(model(x), y)
    finally:
        for handle in handles:
            handle.remove()
    by_weight = torch.autograd.grad(loss, [layer.weight for layer in layers], retain_graph=True)
    by_output = torch.autograd.grad(loss, [outputs[layer] for layer in layers])
    return [float(g.norm()) for g in by_weight], [float(g.norm()) for g in by_output]


def ratio_first_last(norms):
    first, last = norms[0], norms[-1]
    if last == 0:
        return 0.0 if first == 0 else math.inf
    return first / last


def diagnose(weight_ratio, output_ratio):
    ratios = (weight_ratio, output_ratio)
    if any(ratio < 0.001 for ratio in ratios):
        return "vanishing"
    if not all(math.isfinite(ratio) and ratio <= 1000 for ratio in ratios):
        return "exploding"
    return "healthy"
