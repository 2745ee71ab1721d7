"""One function for training and evaluation that restores the mode, counts with tensors and clears gradients on the model."""

import torch


def passes(model, loader, loss_fn, opt=None):
    before = model.training
    model.train(opt is not None)
    losses, hits, sizes = [], [], []
    with torch.set_grad_enabled(opt is not None):
        for _, batch in enumerate(loader):
            inputs, targets = batch
            scores = model(inputs)
            loss = loss_fn(scores, targets)
            if opt is not None:
                loss.backward()
                opt.step()
                model.zero_grad(set_to_none=True)
            losses.append(loss.detach())
            hits.append(scores.detach().max(dim=1).indices.eq(targets).sum())
            sizes.append(targets.numel())
    model.train(before)
    weights = torch.tensor(sizes, dtype=losses[0].dtype)
    return torch.dot(torch.stack(losses), weights).div(weights.sum()).item(), int(sum(hits)) / sum(sizes)


def evaluate(model, loader, loss_fn):
    return passes(model, loader, loss_fn)


def train(model, loader, opt, loss_fn, epochs, val_loader):
    model.zero_grad(set_to_none=True)
    names = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    rows = [(*passes(model, loader, loss_fn, opt), *passes(model, val_loader, loss_fn)) for _ in range(epochs)]
    return {name: [row[column] for row in rows] for column, name in enumerate(names)}
