"""`evaluate` records a graph for gradients that are never used. `model.eval()` does not prevent that; `torch.no_grad()`
does.

check: no_graph
lesson: train-from-scratch
"""

import torch


def evaluate(model, loader, loss_fn):
    model.eval()
    total, right, seen = 0.0, 0, 0
    for x, y in loader:
        logits = model(x)  # (n, 2) -> (n, K)
        total += loss_fn(logits, y).item() * len(y)
        right += (logits.argmax(dim=1) == y).sum().item()
        seen += len(y)
    return total / seen, right / seen


def train(model, loader, opt, loss_fn, epochs, val_loader):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        model.train()
        total, right, seen = 0.0, 0, 0
        for x, y in loader:
            logits = model(x)  # (n, 2) -> (n, K)
            loss = loss_fn(logits, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            right += (logits.argmax(dim=1) == y).sum().item()
            seen += len(y)
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(total / seen)
        history["train_accuracy"].append(right / seen)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return history
