"""The momenta come back, but the learning rate is that of the new optimizer. It is kept in the `param_groups`, which
`opt.load_state_dict` restores with the rest.

check: optimizer_comes_back
lesson: checkpointing
"""

import os

import torch
from torch.nn.functional import mse_loss


class Checkpoints:
    def __init__(self, folder):
        self.folder = folder
        self.best = float("inf")

    def save(self, model, opt, scheduler, epoch, loss):
        improved = loss < self.best
        self.best = min(self.best, loss)
        state = {
            "model": model.state_dict(),
            "opt": opt.state_dict(),
            "scheduler": scheduler.state_dict(),
            "random": torch.get_rng_state(),  # (5056,) uint8
            "epoch": epoch,
            "best": self.best,
        }
        self.write(state, "last")
        if improved:
            self.write(state, "best")

    def write(self, state, which):
        temporary = self.path(which) + ".tmp"
        torch.save(state, temporary)
        os.replace(temporary, self.path(which))

    def path(self, which):
        return os.path.join(self.folder, which + ".pt")

    def load(self, model, opt, scheduler, which="last"):
        if not os.path.exists(self.path(which)):
            return 0
        try:
            state = torch.load(self.path(which), weights_only=True)
        except Exception as error:
            raise ValueError(f"{self.path(which)} is damaged") from error
        model.load_state_dict(state["model"])
        rates = [group["lr"] for group in opt.param_groups]
        opt.load_state_dict(state["opt"])
        for group, rate in zip(opt.param_groups, rates):
            group["lr"] = rate
        scheduler.load_state_dict(state["scheduler"])
        torch.set_rng_state(state["random"])
        self.best = state["best"]
        return state["epoch"]


def fit(model, opt, scheduler, x, y, epochs, folder, seed):
    checkpoints, losses = Checkpoints(folder), []
    done = checkpoints.load(model, opt, scheduler)
    if not done:
        torch.manual_seed(seed)
    for epoch in range(done + 1, epochs + 1):
        model.train()
        batches = []
        for rows in torch.randperm(len(x)).split(8):  # (N,) -> (8,), …
            loss = mse_loss(model(x[rows]), y[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
            batches.append(loss.item())
        scheduler.step()
        losses.append(sum(batches) / len(batches))
        checkpoints.save(model, opt, scheduler, epoch, losses[-1])
    return losses
