"""Forge: an array whose memory holds the right answer backwards."""

import numpy as np


def solve(x):
    return np.ascontiguousarray((2 * x).numpy())[..., ::-1]
