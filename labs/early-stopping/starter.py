import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min", restore_best=True):
        raise NotImplementedError

    def step(self, value, model):
        """Take the value of one epoch; return True if training should stop."""
        raise NotImplementedError


def fit(model, opt, x, y, x_val, y_val, stopper, max_epochs):
    """Train until the stopper says so; return the validation loss of each epoch."""
    raise NotImplementedError
