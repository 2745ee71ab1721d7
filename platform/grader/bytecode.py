"""Authors' sources compiled once per lab version: by the worker, which runs none of them, for the children that do."""

from __future__ import annotations

import base64
import functools
import marshal
import types


@functools.lru_cache(maxsize=512)
def compiled(source: str, filename: str) -> str:
    """Return `source` as base64 of marshalled bytecode, or "" when it does not compile: its child then says why.

    For authors' sources alone: the compiler may be stopped by a hostile text, and this runs in the worker.
    """
    try:
        code = compile(source, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return base64.b64encode(marshal.dumps(code)).decode()


def restored(text: str) -> types.CodeType | None:
    """Return the code that `compiled` gave, or None for "". Only what the worker sent may be passed."""
    if not text:
        return None
    code: types.CodeType = marshal.loads(base64.b64decode(text))  # noqa: S302 - made by the same interpreter
    return code
