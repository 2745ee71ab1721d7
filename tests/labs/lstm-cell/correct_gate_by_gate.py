"""Each gate from its own rows, one sequence at a time; results as lists, the forget bias in two halves."""
# ruff: noqa: N803

import torch


def gate(number, x, h, W_ih, W_hh, b_ih, b_hh):
    size = h.shape[-1]
    rows = slice(number * size, (number + 1) * size)
    return torch.mv(W_ih[rows], x) + torch.mv(W_hh[rows], h) + (b_ih + b_hh)[rows]


def lstm_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    states, cells = [], []
    for one_x, one_h, one_c in zip(x, h, c, strict=True):
        write, keep, new, show = (gate(number, one_x, one_h, W_ih, W_hh, b_ih, b_hh) for number in range(4))
        cells.append(keep.sigmoid() * one_c + write.sigmoid() * new.tanh())
        states.append(show.sigmoid() * cells[-1].tanh())
    return [torch.stack(states), torch.stack(cells)]


def lstm_forward(X, h0, c0, W_ih, W_hh, b_ih, b_hh):
    state = [h0, c0]
    out = []
    for x in X.transpose(0, 1):
        state = lstm_cell(x, *state, W_ih, W_hh, b_ih, b_hh)
        out += [state[0]]
    return [torch.stack(out).transpose(0, 1), *state]


def forget_bias(H, value):
    half = torch.tensor([0.0] * H + [value / 2] * H + [0.0] * (2 * H))
    return [half, half.clone()]
