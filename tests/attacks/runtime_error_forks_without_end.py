"""Process: fill the table of processes."""

import os

while True:
    os.fork()
    print("ESCAPED", flush=True)
