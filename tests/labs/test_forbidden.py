"""What a lab forbids is refused when its name is put together at run time."""

from __future__ import annotations

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

HIDDEN_CALLS = {
    "backward": "getattr(loss, 'back' + 'ward')()",
    "grad": "getattr(getattr(torch, 'auto' + 'grad'), 'grad')(loss, [logits])",
}


@pytest.mark.parametrize("name", HIDDEN_CALLS)
def test_autograd_called_under_cover_is_refused(grader: Grader, labs: dict[str, Lab], name: str) -> None:
    lab = labs["backprop-mlp"]
    line = "    X, z, h, logits, W2 = cache\n"
    hidden = f"""\
    logits = logits.clone()
    setattr(logits, 'requires_' + 'grad', True)
    loss = logits.sum()
    {HIDDEN_CALLS[name]}
    logits = logits.detach()
"""
    source = lab.reference.replace(line, line + hidden)

    report = grader.grade(lab, source, seed=3)

    assert report.verdict == Verdict.FORBIDDEN
