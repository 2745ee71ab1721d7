"""Keeps the weights as bytes, tests with operator functions, and leaves fit with a generator."""

import io
import operator
from itertools import islice

import torch
from torch import nn


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min", restore_best=True):
        try:
            self.is_better, self.best, self.shift = {
                "min": (operator.lt, float("inf"), -min_delta),
                "max": (operator.gt, float("-inf"), min_delta),
            }[mode]
        except KeyError:
            raise ValueError(f"unknown mode {mode}") from None
        if not patience >= 1:
            raise ValueError("patience must be positive")
        self.left = self.patience = patience
        self.restore_best = restore_best
        self.seen, self.best_epoch, self.saved = 0, None, None

    def step(self, value, model):
        self.seen = self.seen + 1
        if self.is_better(value, self.best + self.shift):
            self.left, self.best, self.best_epoch = self.patience, value, self.seen
            self.saved = io.BytesIO()
            torch.save(model.state_dict(), self.saved)
        else:
            self.left -= 1
        if self.left > 0:
            return False
        if self.restore_best and self.saved:
            self.saved.seek(0)
            model.load_state_dict(torch.load(self.saved, weights_only=True))
        return True


def epochs(model, opt, x, y, x_val, y_val, stopper):
    criterion = nn.MSELoss()
    going = True
    while going:
        opt.zero_grad(set_to_none=False)
        criterion(model(x), y).backward()
        opt.step()
        with torch.no_grad():
            loss = criterion(model(x_val), y_val).item()
        going = not stopper.step(loss, model)
        yield loss


def fit(model, opt, x, y, x_val, y_val, stopper, max_epochs):
    return list(islice(epochs(model, opt, x, y, x_val, y_val, stopper), max_epochs))
