"""What the lab gives you: deep networks of several kinds, a small one, and a look at the hooks of a model."""

import torch
from torch import nn

DEPTH, WIDTH, CLASSES = 20, 64, 3
# Of each kind: the activation, the depth, and the standard deviation of the weights.
KINDS = {
    "sigmoid": (nn.Sigmoid, DEPTH, (1 / WIDTH) ** 0.5),
    "tanh": (nn.Tanh, DEPTH, (1 / WIDTH) ** 0.5),
    "relu": (nn.ReLU, DEPTH, (2 / WIDTH) ** 0.5),
    "relu, small weights": (nn.ReLU, DEPTH, 0.03),
    "relu, large weights": (nn.ReLU, DEPTH, 1.0),
    "relu, overflowing": (nn.ReLU, 3 * DEPTH, 1.0),
}


def deep(kind, seed):
    """Return a deep network from 64 inputs to 3 logits: Xavier's weights for sigmoid and tanh, He's for ReLU, and three others."""
    torch.manual_seed(seed)
    activation, depth, std = KINDS[kind]
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(WIDTH, WIDTH), activation()]
        nn.init.normal_(layers[-2].weight, 0, std)
        nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers, nn.Linear(WIDTH, CLASSES))


def small(seed, inputs, width):
    """Return a network of four linear layers in float64, two of them in a block, one without a bias."""
    torch.manual_seed(seed)
    block = nn.Sequential(nn.Linear(width, width + 1), nn.Sigmoid(), nn.LayerNorm(width + 1), nn.Linear(width + 1, width, bias=False))
    return nn.Sequential(nn.Linear(inputs, width), nn.Tanh(), block, nn.Tanh(), nn.Linear(width, CLASSES)).double()


def leave_gradients(model):
    """Fill the `.grad` of every weight with ones, as an earlier backward pass may have left it, and leave the others None."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter) if parameter.dim() > 1 else None


def count_hooks(model):
    """Return how many hooks hang on the modules and parameters of `model`."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    on_modules = sum(len(getattr(module, kind)) for module in model.modules() for kind in kinds)
    return on_modules + sum(len(parameter._backward_hooks or ()) for parameter in model.parameters())
