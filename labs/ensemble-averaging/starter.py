import torch


def ensemble_proba(models, x):
    """Return the mean of the models' probabilities, (N, K)."""
    raise NotImplementedError


def majority_vote(models, x):
    """Return the class with the most votes, (N,)."""
    raise NotImplementedError


def nll(p, y):
    """Return the mean negative log-likelihood of probabilities."""
    raise NotImplementedError


def bagging_indices(n, members, generator=None):
    """Return a bootstrap sample for each member, (members, n)."""
    raise NotImplementedError


def swa_average(states):
    """Return the mean of state dicts."""
    raise NotImplementedError


def refresh_statistics(model, batches):
    """Compute batch norm's running statistics anew."""
    raise NotImplementedError
