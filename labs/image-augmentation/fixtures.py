"""What the lab gives you: the ten digits as tiny pictures."""

import torch

_ROWS = {
    0: "111 101 101 101 111",
    1: "010 110 010 010 111",
    2: "111 001 111 100 111",
    3: "111 001 111 001 111",
    4: "101 101 111 001 001",
    5: "111 100 111 001 111",
    6: "111 100 111 101 111",
    7: "111 001 001 001 001",
    8: "111 101 111 101 111",
    9: "111 101 111 001 111",
}


def digits():
    """Return (10, 1, 7, 5) float32 in which picture n shows the digit n, white on black with a border of one pixel."""
    pictures = [[[float(pixel) for pixel in row] for row in rows.split()] for rows in _ROWS.values()]
    return torch.nn.functional.pad(torch.tensor(pictures)[:, None], (1, 1, 1, 1))
