"""What the lab gives you: parameters to move, a bowl to descend into, and a way from one optimizer to the next."""

import copy

import torch
from torch import nn


def hold(values, strided=False):
    """Return a module with a parameter for each entry of `values`; `strided` stores matrices column by column."""
    module = nn.Module()
    for name, value in values.items():
        laid_out = value.T.contiguous().T if strided and value.dim() == 2 else value.clone()
        module.register_parameter(name, nn.Parameter(laid_out))
    return module


def set_gradients(module, gradients):
    """Give each parameter named in `gradients` a new `.grad`, and the others None."""
    for name, parameter in module.named_parameters():
        parameter.grad = gradients[name].clone() if name in gradients else None


def hand_over(old, new):
    """Let `new` go on where `old` stopped, as after a save and a load."""
    new.load_state_dict(copy.deepcopy(old.state_dict()))


def descend(module, optimizer, curvature, steps):
    """Take `steps` steps on the bowl ½ pᵀ C p of the parameter `p`, whose gradient is C p; return where each one led."""
    way = []
    for _ in range(steps):
        set_gradients(module, {"p": curvature @ module.p.detach()})
        optimizer.step()
        way.append(module.p.detach().clone())
    return torch.stack(way)
