"""Write: a shared library through a mapping of it, in memory that all runs share."""

import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
libc.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
NOTHING = ctypes.c_void_p(-1).value


def solve(x):
    fd = os.open(os.__file__, os.O_RDONLY)
    if libc.mmap(None, 4096, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, fd, 0) != NOTHING:
        print("ESCAPED by mapping")
    shared = libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)
    if shared != NOTHING and libc.mprotect(shared, 4096, mmap.PROT_READ | mmap.PROT_WRITE) == 0:
        print("ESCAPED by mprotect")
    for flags in (os.O_RDWR, os.O_WRONLY, os.O_RDWR | os.O_TRUNC):
        try:
            os.close(os.open(os.__file__, flags))
            print("ESCAPED by opening")
        except OSError:
            pass
    return x
