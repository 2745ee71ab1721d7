"""Time: loops for the end of the process: at exit, in a module that is dropped, in a thread that is joined."""

import atexit
import threading
import time


class Kept:
    def __del__(self, sleep=time.sleep):
        while True:
            sleep(1)


def loop():
    while True:
        time.sleep(1)


kept = Kept()
atexit.register(loop)


def solve(x):
    threading.Thread(target=loop).start()
    return x
