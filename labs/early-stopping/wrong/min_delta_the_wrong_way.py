"""`min_delta` makes improving easier instead of harder: even a value that is worse than the best by less than
`min_delta` counts. In mode "min" a value must lie below best − min_delta.

check: min_delta
lesson: early-stopping
"""

import copy

import torch
from torch.nn.functional import mse_loss


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min", restore_best=True):
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, not {mode!r}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode, self.restore_best = patience, min_delta, mode, restore_best
        self.best = float("inf") if mode == "min" else -float("inf")
        self.best_epoch = self.epoch = self.count = 0
        self.weights = None

    def step(self, value, model):
        self.epoch += 1
        if self.improves(value):
            self.best, self.best_epoch, self.count = value, self.epoch, 0
            self.weights = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        stop = self.count >= self.patience
        if stop and self.restore_best and self.weights is not None:
            model.load_state_dict(self.weights)
        return stop

    def improves(self, value):
        if self.mode == "min":
            return value < self.best + self.min_delta
        return value > self.best - self.min_delta


def fit(model, opt, x, y, x_val, y_val, stopper, max_epochs):
    losses = []
    for _ in range(max_epochs):
        opt.zero_grad()
        mse_loss(model(x), y).backward()
        opt.step()
        with torch.no_grad():
            losses.append(mse_loss(model(x_val), y_val).item())
        if stopper.step(losses[-1], model):
            break
    return losses
