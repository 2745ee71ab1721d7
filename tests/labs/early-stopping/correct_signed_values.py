"""Turns max into min by a sign, keeps a deep copy of the whole model, counts back from the best epoch."""

import copy
import math

import torch


class EarlyStopping:
    signs = {"min": 1.0, "max": -1.0}  # noqa: RUF012

    def __init__(self, patience, min_delta=0.0, mode="min", restore_best=True):
        if patience <= 0:
            raise ValueError("no patience")
        if mode not in self.signs:
            raise ValueError("no such mode")
        self.patience, self.min_delta, self.sign, self.restore = patience, min_delta, self.signs[mode], restore_best
        self.best, self.best_epoch, self.kept, self.values = None, 0, None, []

    def step(self, value, model):
        self.values.append(value)
        now = len(self.values)
        if not math.isnan(value) and (self.best is None or self.sign * (self.best - value) > self.min_delta):
            self.best, self.best_epoch, self.kept = value, now, copy.deepcopy(model)
            return False
        if now - self.best_epoch < self.patience:
            return False
        if self.restore and self.kept is not None:
            with torch.no_grad():
                for own, best in zip(model.parameters(), self.kept.parameters(), strict=True):
                    own.copy_(best)
                for own, best in zip(model.buffers(), self.kept.buffers(), strict=True):
                    own.copy_(best)
        return True


def fit(model, opt, x, y, x_val, y_val, stopper, max_epochs):
    history, stop = [], False
    while len(history) < max_epochs and not stop:
        loss = ((model(x) - y) ** 2).mean()
        model.zero_grad()
        loss.backward()
        opt.step()
        with torch.inference_mode():
            history.append(float((model(x_val) - y_val).pow(2).mean()))
        stop = stopper.step(history[-1], model)
    return history
