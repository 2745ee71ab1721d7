"""Forge: the right answer but for one NaN, which hides in sums and maxima."""

def solve(x):
    value = 2 * x
    value[..., -1] = float("nan")
    return value
