"""Questions about modules and optimizers that a check may ask where they live: `ctx.candidate.probe.state(net)`."""

from __future__ import annotations

from typing import Any

import torch


def state(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return a copy of every parameter and buffer by name."""
    return {name: value.detach().clone() for name, value in module.state_dict().items()}


def load_state(module: torch.nn.Module, values: dict[str, torch.Tensor]) -> None:
    """Put `values` into the module; names and shapes must fit."""
    module.load_state_dict(values)


def gradients(module: torch.nn.Module) -> dict[str, torch.Tensor | None]:
    """Return a copy of each parameter's `.grad`, None where there is none."""
    return {n: None if p.grad is None else p.grad.detach().clone() for n, p in module.named_parameters()}


def trainable(module: torch.nn.Module) -> list[str]:
    """Name the parameters that require a gradient."""
    return [name for name, parameter in module.named_parameters() if parameter.requires_grad]


def modes(module: torch.nn.Module) -> dict[str, bool]:
    """Say of each submodule (the module itself is "") whether it is in training mode."""
    return {name: part.training for name, part in module.named_modules()}


def attribute(thing: Any, name: str) -> Any:
    """Read an attribute; what is not data comes back as a handle."""
    return getattr(thing, name)


def kind(thing: Any) -> str:
    """Name the class of an object."""
    return type(thing).__name__


def parameter_groups(optimizer: torch.optim.Optimizer, module: torch.nn.Module) -> list[dict[str, Any]]:
    """List an optimizer's groups: learning rate, and its parameters by their names in `module`."""
    names = {id(parameter): name for name, parameter in module.named_parameters()}
    return [
        {"lr": float(group["lr"]), "parameters": [names.get(id(p), "?") for p in group["params"]]}
        for group in optimizer.param_groups
    ]
