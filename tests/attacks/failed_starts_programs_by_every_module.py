"""Process: a program or a second interpreter, by each module that starts one."""

import multiprocessing
import os
import pty
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor


def solve(x):
    ways = {
        "posix_spawn": lambda: os.posix_spawn(sys.executable, ["python", "-c", ""], {}),
        "popen": lambda: os.popen("id").close() is None,
        "system": lambda: os.system("exit 0") == 0,
        "run": lambda: subprocess.run([sys.executable, "-c", ""]),
        "pty": lambda: pty.fork()[0] or os._exit(0),
        "forking": lambda: multiprocessing.get_context("fork").Process(target=int).start() is None,
        "spawning": lambda: multiprocessing.get_context("spawn").Process(target=int).start() is None,
        "a pool": lambda: ProcessPoolExecutor(1).submit(int).result() == 0,
    }
    for name, way in ways.items():
        try:
            if way():
                print("ESCAPED", name)
        except (OSError, ValueError, EOFError):
            pass
    return x
