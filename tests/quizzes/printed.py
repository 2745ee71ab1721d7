"""Run programs that quizzes ask about, all in this one process, and print what each printed.

Reads `{"name": "program"}` from standard input and writes `{"name": "output"}`. A program that breaks prints its error.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys


def main() -> None:
    import torch

    torch.set_num_threads(1)
    printed = {name: _run(name, program) for name, program in json.load(sys.stdin).items()}
    json.dump(printed, sys.stdout)


def _run(name: str, program: str) -> str:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(program, name, "exec"), {"__name__": "item"})
    except Exception as error:
        return f"{out.getvalue()}{type(error).__name__}: {error}"
    return out.getvalue()


if __name__ == "__main__":
    main()
