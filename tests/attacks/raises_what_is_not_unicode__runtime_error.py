def solve(x):
    raise ValueError("\ud800" * 1000)
