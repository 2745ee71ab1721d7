def solve(x):
    text = "x" * 1000
    while True:
        text += text
