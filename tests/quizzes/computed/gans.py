"""What the numbers of the quiz on GANs come from."""

from __future__ import annotations

import torch
from torch.nn.functional import binary_cross_entropy


def non_saturating_label() -> float:
    """Find the label with which the cross-entropy of a fake is the non-saturating loss, -log D."""
    score = torch.tensor(0.05)
    loss = -torch.log(score)
    return next(label for label in (0.0, 1.0) if torch.isclose(binary_cross_entropy(score, torch.tensor(label)), loss))
