"""A loop over sequences and steps with nested functions, plain lists for the states, and a dict for the cache."""
# ruff: noqa: N803, N806

import torch


def rnn_forward(X, h0, Wx, Wh, b):
    all_states = []
    for sequence, first in zip(X, h0, strict=True):
        states = [first]
        for x in sequence:
            states.append((x.unsqueeze(0).mm(Wx) + states[-1].unsqueeze(0).mm(Wh)).squeeze(0).add(b).tanh())
        all_states.append(torch.stack(states))
    both = torch.stack(all_states)
    return both[:, 1:].contiguous(), {"inputs": X, "states": both, "weights": [Wx, Wh]}


def rnn_backward(dh, cache):
    X, states, (Wx, Wh) = cache["inputs"], cache["states"], cache["weights"]
    grads = {"X": torch.zeros_like(X), "h0": torch.zeros_like(states[:, 0])}
    grads |= {"Wx": torch.zeros_like(Wx), "Wh": torch.zeros_like(Wh), "b": torch.zeros_like(Wh[0])}
    for n in range(len(X)):

        def visit(t, arriving, n=n):
            """Take the gradient of state t, counted from 1, and go on to the state before."""
            if t == 0:
                grads["h0"][n] = arriving
                return
            delta = arriving * (1 - states[n, t].square())
            grads["Wx"].add_(torch.outer(X[n, t - 1], delta))
            grads["Wh"].add_(torch.outer(states[n, t - 1], delta))
            grads["b"].add_(delta)
            grads["X"][n, t - 1] = Wx @ delta
            before = dh[n, t - 2] if t > 1 else 0
            visit(t - 1, Wh @ delta + before)

        visit(X.shape[1], dh[n, -1])
    return grads


def truncated_bptt(X, h0, Wx, Wh, b, dh, window):
    _, cache = rnn_forward(X, h0, Wx, Wh, b)
    found = []
    for part, piece in zip(X.split(window, dim=1), dh.split(window, dim=1), strict=True):
        start = window * len(found)
        states = cache["states"][:, start : start + part.shape[1] + 1]
        found.append(rnn_backward(piece, {"inputs": part, "states": states, "weights": [Wx, Wh]}))
    return {name: sum(one[name] for one in found) for name in ("Wx", "Wh", "b", "h0")}
