"""Write: named shared memory, where another run could read it."""

import mmap
import os
from multiprocessing import shared_memory

import _posixshmem


def solve(x):
    tries = {
        "shm_open": lambda: _posixshmem.shm_open("/escaped", os.O_CREAT | os.O_RDWR, mode=0o666),
        "shared_memory": lambda: shared_memory.SharedMemory("escaped", create=True, size=4096),
        "a file": lambda: open("/dev/shm/escaped", "w"),
        "a huge page": lambda: open("/dev/hugepages/escaped", "w"),
        "tensor": lambda: x.clone().share_memory_(),
        "huge": lambda: mmap.mmap(-1, 2 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | 0x40000),
    }
    for name, deed in tries.items():
        try:
            deed()
            print("ESCAPED", name)
        except (OSError, RuntimeError):
            pass
    return x
