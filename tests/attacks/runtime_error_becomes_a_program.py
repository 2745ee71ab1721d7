"""Process: become another program, which the checks don't watch."""

import os

# The loader is a program that every root with libraries has; it says that it can't find ESCAPED.
os.execv("/lib64/ld-linux-x86-64.so.2", ["ld.so", "ESCAPED"])
