"""Process: crash, and take the warden along."""

import ctypes


def solve(x):
    ctypes.string_at(0)
