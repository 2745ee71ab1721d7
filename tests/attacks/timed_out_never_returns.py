"""Time: never return."""

def solve(x):
    while True:
        pass
