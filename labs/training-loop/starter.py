import torch


def train(model, loader, opt, loss_fn, epochs, val_loader):
    """Train the model and return {"train_loss", "train_accuracy", "val_loss", "val_accuracy"}, a list of floats each."""
    raise NotImplementedError


def evaluate(model, loader, loss_fn):
    """Return (loss, accuracy) over all samples of the loader."""
    raise NotImplementedError
