"""`out` has time as its first dimension. The batch comes first here: (N, T, H).

check: sequence
lesson: rnns-lstm-gru
"""

import torch


def lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    gates = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (N, D) @ (D, 4H) + (N, H) @ (H, 4H) -> (N, 4H)
    i, f, g, o = gates.chunk(4, dim=1)  # each (N, H)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    c_new = f * c + i * g
    h_new = o * torch.tanh(c_new)
    return h_new, c_new


def lstm_forward(X, h0, c0, W_ih, W_hh, b_ih, b_hh):
    h, c, states = h0, c0, []
    for t in range(X.shape[1]):
        h, c = lstm_cell(X[:, t], h, c, W_ih, W_hh, b_ih, b_hh)
        states.append(h)
    return torch.stack(states, dim=0), h, c  # T times (N, H) -> (N, T, H)


def forget_bias(H, value):
    b_ih, b_hh = torch.zeros(4 * H), torch.zeros(4 * H)
    b_ih[H : 2 * H] = value
    return b_ih, b_hh
