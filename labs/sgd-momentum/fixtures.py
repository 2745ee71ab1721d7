"""What the lab gives you: parameters to move, a network, and the loop that trains it."""

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


def refill_gradients(module, gradients):
    """Overwrite the `.grad` tensors that are there."""
    for name, parameter in module.named_parameters():
        parameter.grad.copy_(gradients[name])


def set_lr(optimizer, lr):
    """Assign a new learning rate, as a schedule does."""
    optimizer.lr = lr


def network(seed):
    """Return a network from 2 inputs to 1 output with 8 hidden units, in float64."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)).double()


def train(model, optimizer, x, y, steps):
    """Take `steps` steps on the mean squared error; return the loss before each."""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
