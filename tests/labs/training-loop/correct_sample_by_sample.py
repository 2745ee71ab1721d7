"""Counts sample by sample in Python, under inference mode, and lets autograd.grad fill the gradients."""

from collections import defaultdict

import torch


@torch.inference_mode()
def evaluate(model, loader, loss_fn):
    model.eval()
    count, loss_sum, hits = 0, 0.0, 0
    for x, y in loader:
        logits = model(x)
        loss_sum += float(loss_fn(logits, y)) * y.shape[0]
        for row, label in zip(logits, y, strict=True):
            hits += int(row.argmax() == label)
            count += 1
    return [loss_sum / count, hits / count]


def train(model, loader, opt, loss_fn, epochs, val_loader):
    history = defaultdict(list)
    held = [p for group in opt.param_groups for p in group["params"]]
    for _epoch in range(epochs):
        model.train()
        count, loss_sum, hits = 0, 0.0, 0
        for x, y in loader:
            logits = model(x)
            loss = loss_fn(logits, y)
            for parameter, slope in zip(held, torch.autograd.grad(loss, held), strict=True):
                parameter.grad = slope
            opt.step()
            count += len(y)
            loss_sum += len(y) * float(loss)
            hits += int((logits.argmax(1) == y).sum())
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(loss_sum / count)
        history["train_accuracy"].append(hits / count)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return dict(history)
