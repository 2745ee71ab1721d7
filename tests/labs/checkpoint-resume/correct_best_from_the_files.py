"""Keeps the loss of each epoch in the file, copies the finished file for the best, and reads the best loss back from it."""

import contextlib
import os
import shutil
from os.path import join

import torch


class Checkpoints:
    parts = ("model", "opt", "scheduler")

    def __init__(self, folder):
        self.last, self.best = join(folder, "last.pt"), join(folder, "best.pt")

    def best_loss(self):
        with contextlib.suppress(Exception):
            return torch.load(self.best, weights_only=True)["loss"]
        return float("inf")

    def save(self, model, opt, scheduler, epoch, loss):
        record = {name: thing.state_dict() for name, thing in zip(self.parts, (model, opt, scheduler), strict=True)}
        record |= {"rng": torch.get_rng_state().tolist(), "epoch": epoch, "loss": loss}
        better = loss < self.best_loss()
        torch.save(record, self.last + "~")
        if better:
            shutil.copyfile(self.last + "~", self.best + "~")
            os.rename(self.best + "~", self.best)
        os.rename(self.last + "~", self.last)

    def load(self, model, opt, scheduler, which="last"):
        path = {"last": self.last, "best": self.best}[which]
        if not os.path.isfile(path):
            return 0
        try:
            record = torch.load(path, map_location="cpu", weights_only=True)
        except BaseException as error:
            raise ValueError(str(error)) from None
        for name, thing in zip(self.parts, (model, opt, scheduler), strict=True):
            thing.load_state_dict(record[name])
        torch.set_rng_state(torch.tensor(record["rng"], dtype=torch.uint8))
        return record["epoch"]


def one_epoch(model, opt, x, y):
    model.train()
    losses = []
    for rows in torch.split(torch.randperm(len(x)), 8):
        loss = (model(x[rows]) - y[rows]).square().mean()
        model.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.detach())
    return torch.stack(losses).mean().item()


def fit(model, opt, scheduler, x, y, epochs, folder, seed):
    checkpoints = Checkpoints(folder)
    if os.path.exists(checkpoints.last):
        done = checkpoints.load(model, opt, scheduler)
    else:
        done = 0
        torch.manual_seed(seed)
    out = []
    for epoch in range(done, epochs):
        out += [one_epoch(model, opt, x, y)]
        scheduler.step()
        checkpoints.save(model, opt, scheduler, epoch + 1, out[-1])
    return out
