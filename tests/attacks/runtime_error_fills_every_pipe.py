"""Flood: kernel memory, in the buffers of as many pipes as there are descriptors."""

import fcntl
import os

for number in range(500):
    _, end = os.pipe()
    try:
        fcntl.fcntl(end, 1031, 1 << 20)
    except OSError:
        pass
    os.set_blocking(end, False)
    try:
        while os.write(end, bytes(1 << 16)):
            pass
    except BlockingIOError:
        pass
print("ESCAPED")
