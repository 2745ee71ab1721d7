"""The gradient with respect to `h0` is δ of the first step as it is. On its way to `h0` it still has to pass through
`Wh`, transposed.

check: from_the_last_state
lesson: rnns-lstm-gru
"""

import torch


def rnn_forward(X, h0, Wx, Wh, b):
    states = [h0]
    for t in range(X.shape[1]):
        states.append(torch.tanh(X[:, t] @ Wx + states[-1] @ Wh + b))  # (N, D) @ (D, H) + (N, H) @ (H, H)
    states = torch.stack(states, dim=1)  # (N, T + 1, H), h0 first
    return states[:, 1:], (X, states, Wx, Wh)


def rnn_backward(dh, cache):
    X, states, Wx, Wh = cache
    dX, dWx, dWh, db = torch.zeros_like(X), torch.zeros_like(Wx), torch.zeros_like(Wh), Wh.new_zeros(len(Wh))
    later = torch.zeros_like(states[:, 0])  # (N, H): what comes back from the step behind
    for t in reversed(range(X.shape[1])):
        d_state = dh[:, t] + later
        delta = d_state * (1 - states[:, t + 1] ** 2)  # (N, H)
        dWx += X[:, t].T @ delta  # (D, N) @ (N, H) -> (D, H)
        dWh += states[:, t].T @ delta  # (H, N) @ (N, H) -> (H, H)
        db += delta.sum(dim=0)  # (N, H) -> (H,)
        dX[:, t] = delta @ Wx.T  # (N, H) @ (H, D) -> (N, D)
        later = delta @ Wh.T  # (N, H) @ (H, H) -> (N, H)
    return {"X": dX, "h0": delta, "Wx": dWx, "Wh": dWh, "b": db}


def truncated_bptt(X, h0, Wx, Wh, b, dh, window):
    total = {"Wx": torch.zeros_like(Wx), "Wh": torch.zeros_like(Wh), "b": torch.zeros_like(b)}
    state = h0
    for start in range(0, X.shape[1], window):
        steps = slice(start, start + window)
        h, cache = rnn_forward(X[:, steps], state, Wx, Wh, b)
        found = rnn_backward(dh[:, steps], cache)
        total = {name: value + found[name] for name, value in total.items()}
        state = h[:, -1]
    return total
