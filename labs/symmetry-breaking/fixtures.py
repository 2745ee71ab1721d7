"""What the lab gives you: networks with one hidden layer, and one with nested blocks."""

import torch
from torch import nn

HIDDEN = 8
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}


def network(seed, inputs=2, hidden=HIDDEN, activation="tanh"):
    """Return a network with one output in float64: weights drawn from a standard normal distribution, biases 0."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(inputs, hidden), ACTIVATIONS[activation](), nn.Linear(hidden, 1)).double()
    for layer in (model[0], model[2]):
        nn.init.normal_(layer.weight)
        nn.init.zeros_(layer.bias)
    return model


def nested(inputs, hidden):
    """Return a network of three linear layers in float64, two of them in a block, one without a bias."""
    block = nn.Sequential(nn.Linear(hidden, hidden + 1), nn.Tanh(), nn.Linear(hidden + 1, hidden, bias=False))
    return nn.Sequential(nn.Linear(inputs, hidden), nn.Tanh(), block).double()


def leave_gradients(model):
    """Fill the `.grad` of every parameter with ones, as an earlier backward pass may have left it."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
