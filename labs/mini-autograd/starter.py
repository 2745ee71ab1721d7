import torch


class Value:
    """A 2-D tensor that remembers what it was computed from."""

    def __init__(self, data):
        """Keep `data` and start with a gradient of zeros. Add further parameters if you like."""
        raise NotImplementedError

    def __add__(self, other):
        """a + b, with broadcasting."""
        raise NotImplementedError

    def __mul__(self, other):
        """a * b, entry by entry, with broadcasting."""
        raise NotImplementedError

    def __matmul__(self, other):
        """a @ b: (m, k) and (k, n) give (m, n)."""
        raise NotImplementedError

    def relu(self):
        raise NotImplementedError

    def exp(self):
        raise NotImplementedError

    def log(self):
        raise NotImplementedError

    def sum(self):
        """The sum of all entries, of shape (1, 1)."""
        raise NotImplementedError

    def backward(self):
        """Add to the `.grad` of every value behind this one, and of this one itself."""
        raise NotImplementedError
