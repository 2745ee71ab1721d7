"""Goes element by element with plain numbers; the module multiplies by a mask of its own, so that autograd flows."""

import torch


def keep_or_drop(count, p, generator=None):
    """Return one bool per element, True where it is kept."""
    return [draw >= p for draw in torch.rand(count, generator=generator, dtype=torch.float64).tolist()]


def dropout_forward(x, p, training, generator=None):
    if not training:
        return x.detach().clone(), torch.ones(x.shape, dtype=torch.bool)
    kept = keep_or_drop(x.numel(), p, generator)
    values = [value / (1 - p) if keep else 0.0 for value, keep in zip(x.flatten().tolist(), kept, strict=True)]
    return torch.tensor(values, dtype=x.dtype).reshape(x.shape), torch.tensor(kept).reshape(x.shape)


def dropout_backward(grad, mask, p, training):
    result = grad.clone()
    if training:
        slopes, gates = result.view(-1), mask.flatten().tolist()
        for place, keep in enumerate(gates):
            slopes[place] = slopes[place] / (1 - p) if keep else 0.0
    return result


class MyDropout(torch.nn.Module):
    def __init__(self, p):
        super().__init__()
        self.drop_probability = p

    def forward(self, x):
        if not self.training:
            return x
        if self.drop_probability == 1:
            return x * 0
        kept = torch.tensor(keep_or_drop(x.numel(), self.drop_probability), dtype=x.dtype)
        return x * kept.reshape(x.shape) * (1 / (1 - self.drop_probability))
