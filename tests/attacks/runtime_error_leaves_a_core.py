"""Steal: memory and secrets in a core file, for the next run to read."""

import os
import resource

for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
    try:
        resource.setrlimit(kind, (1 << 30, 1 << 30))
        print("ESCAPED")
    except (OSError, ValueError):
        pass
os.abort()
