"""Flood: fill the disk with many files."""

n = 0
while True:
    with open(f"file{n}", "wb") as f:
        f.write(bytes(16 << 20))
    n += 1
    if n > 100:
        print("ESCAPED")
        break
