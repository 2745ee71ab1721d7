import torch


def gradient_norms(model, x, y):
    """Return (weight_norms, output_norms), a number for each torch.nn.Linear."""
    raise NotImplementedError


def ratio_first_last(norms):
    """Return the first norm divided by the last."""
    raise NotImplementedError


def diagnose(weight_ratio, output_ratio):
    """Return "healthy", "vanishing" or "exploding"."""
    raise NotImplementedError
