"""Flood: fill the disk with one file."""

with open("large", "wb", buffering=0) as file:
    for _ in range(1000):
        if file.write(bytes(1 << 20)) < 1 << 20:
            file.write(b"more")
print("ESCAPED")
