def solve(x):
    return x * float("nan")
