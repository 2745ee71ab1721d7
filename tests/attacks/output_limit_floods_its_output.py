"""Flood: fill the worker's memory with what it prints."""

while True:
    print("x" * 1000)
