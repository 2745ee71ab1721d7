"""Time: never finish loading."""

while True:
    pass
