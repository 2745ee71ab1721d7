"""Flood: memory from the C library, filled so that it counts."""

import ctypes

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = (ctypes.c_size_t,)
libc.memset.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t)


def solve(x):
    for _ in range(2000):
        at = libc.malloc(1 << 20)
        if not at:
            raise MemoryError
        libc.memset(at, 1, 1 << 20)
    print("ESCAPED")
