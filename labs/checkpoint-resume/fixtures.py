"""What the lab gives you: data, a model with its optimizer and scheduler, and the ways a run can go wrong."""

import os
import shutil

import torch
from torch import nn


def waves(seed, points=20):
    """Return x (points, 2) and y (points, 1), float64."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(points, 2, generator=generator, dtype=torch.float64)
    return x, torch.sin(2 * x[:, :1]) * x[:, 1:]


def setup(seed):
    """Return (model, opt, scheduler): batch norm and dropout, momentum, and a learning rate that falls every 3 epochs."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 6), nn.BatchNorm1d(6), nn.Tanh(), nn.Dropout(0.2), nn.Linear(6, 1)).double()
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    return model, opt, torch.optim.lr_scheduler.StepLR(opt, step_size=3, gamma=0.5)


def fresh_folder(name):
    """Make an empty folder, throwing away one of the same name, and return its path."""
    shutil.rmtree(name, ignore_errors=True)
    os.mkdir(name)
    return os.path.abspath(name)


def practise(model, opt, scheduler, seed, epochs):
    """Train on one batch an epoch, so that there is something to save."""
    torch.manual_seed(seed)
    x, y = waves(seed)
    for _ in range(epochs):
        opt.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        opt.step()
        scheduler.step()


def momenta(model, opt):
    """Return the optimizer's momentum of each parameter by name, None where there is none."""
    return {name: opt.state.get(p, {}).get("momentum_buffer") for name, p in model.named_parameters()}


def learning_rates(opt, scheduler, epochs):
    """Return the learning rate now and after each of some further epochs."""
    rates = [opt.param_groups[0]["lr"]]
    for _ in range(epochs):
        opt.step()
        scheduler.step()
        rates.append(opt.param_groups[0]["lr"])
    return rates


def save_and_draw(checkpoints, model, opt, scheduler):
    """Save, then return the random numbers that come next."""
    torch.rand(5)
    checkpoints.save(model, opt, scheduler, 1, 1.0)
    return torch.rand(4, dtype=torch.float64)


def load_and_draw(checkpoints, model, opt, scheduler):
    """Load, then return the random numbers that come next."""
    checkpoints.load(model, opt, scheduler)
    return torch.rand(4, dtype=torch.float64)


def opened(path):
    """Say what `torch.load(path, weights_only=True)` finds: a type's name, or why it fails."""
    if not os.path.exists(path):
        return "no file"
    try:
        return type(torch.load(path, weights_only=True)).__name__
    except Exception as error:
        return type(error).__name__


def damage(path, share=0.5):
    """Cut the file off, as a full disk does."""
    with open(path, "r+b") as file:
        file.truncate(int(os.path.getsize(path) * share))


def save_and_die(checkpoints, model, opt, scheduler, epoch, loss):
    """Save on a machine that dies while `torch.save` is writing; say whether it came to that."""
    whole = torch.save

    def half(thing, target, *_args, **_kwargs):
        if hasattr(target, "write"):
            target.write(b"half a file")
            target.flush()
        else:
            with open(target, "wb") as file:
                file.write(b"half a file")
        raise OSError("the machine died")

    torch.save = half
    try:
        checkpoints.save(model, opt, scheduler, epoch, loss)
    except OSError:
        return True
    finally:
        torch.save = whole
    return False
