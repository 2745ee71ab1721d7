import torch


def rnn_forward(X, h0, Wx, Wh, b):
    """Return (h, cache); X is (N, T, D), h0 is (N, H), h is (N, T, H)."""
    raise NotImplementedError


def rnn_backward(dh, cache):
    """Return the gradients of X, h0, Wx, Wh and b in a dict; dh is (N, T, H)."""
    raise NotImplementedError


def truncated_bptt(X, h0, Wx, Wh, b, dh, window):
    """Return the gradients of Wx, Wh and b in a dict; none of them passes from one window to the window before."""
    raise NotImplementedError
