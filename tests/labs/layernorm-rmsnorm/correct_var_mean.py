"""Uses var_mean, rsqrt, einsum and an object as cache that holds only what came in."""

import torch


class Kept:
    def __init__(self, x, g, eps):
        self.x, self.g, self.eps = x, g, eps

    def normal(self):
        dims = [-1 - i for i in range(self.g.ndim)]
        var, mean = torch.var_mean(self.x, dim=dims, unbiased=False, keepdim=True)
        rstd = torch.rsqrt(var + self.eps)
        return (self.x - mean) * rstd, rstd


def layer_norm(x, shape, g, b, eps):
    kept = Kept(x, g, eps)
    return torch.addcmul(b, g, kept.normal()[0]), kept


def layer_norm_backward(dy, kept):
    normal, rstd = (part.flatten(-kept.g.ndim) for part in kept.normal())
    up, g = dy.flatten(-kept.g.ndim), kept.g.flatten()
    n = g.numel()
    h = up * g
    dx = rstd / n * (n * h - h.sum(-1, keepdim=True) - normal * torch.linalg.vecdot(h, normal)[..., None])
    dg, db = torch.einsum("...d,...d->d", up, normal), torch.einsum("...d->d", up)
    return dx.view(dy.shape), dg.view_as(kept.g), db.view_as(kept.g)


def rms_norm(x, g, eps):
    return x * torch.rsqrt(x.pow(2).mean(dim=-1, keepdim=True) + eps) * g
