"""Process: start a program."""

import subprocess

# The loader is a program that every root with libraries has; it says that it can't find ESCAPED.
subprocess.run(["/lib64/ld-linux-x86-64.so.2", "ESCAPED"], check=True)
