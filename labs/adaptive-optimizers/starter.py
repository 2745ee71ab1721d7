import torch


class AdaGrad:
    def __init__(self, params, lr, eps=1e-10):
        raise NotImplementedError

    def step(self):
        """Change every parameter that has a gradient, in place."""
        raise NotImplementedError

    def state_dict(self):
        """Return what has to be remembered."""
        raise NotImplementedError

    def load_state_dict(self, state):
        """Take over what another optimizer of this class remembered."""
        raise NotImplementedError


class RMSProp:
    def __init__(self, params, lr, alpha=0.99, eps=1e-8):
        raise NotImplementedError


class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        raise NotImplementedError


class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        raise NotImplementedError
