import torch


class SGD:
    """Gradient descent with momentum, Nesterov's variant and weight decay."""

    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.lr = lr
        raise NotImplementedError

    def zero_grad(self):
        """Set the `.grad` of every parameter to None."""
        raise NotImplementedError

    def step(self):
        """Change every parameter that has a gradient, in place."""
        raise NotImplementedError
