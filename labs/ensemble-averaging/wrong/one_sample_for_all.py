"""One sample is drawn and handed to every member. Draw a new one for each.

check: bootstrap
lesson: ensembles
"""

import torch


def probabilities(models, x):
    with torch.no_grad():
        return torch.stack([model.eval()(x).softmax(dim=1) for model in models])  # (M, N, K)


def ensemble_proba(models, x):
    return probabilities(models, x).mean(dim=0)  # (M, N, K) -> (N, K)


def majority_vote(models, x):
    p = probabilities(models, x)
    votes = torch.nn.functional.one_hot(p.argmax(dim=2), p.shape[2]).sum(dim=0)  # (M, N, K) -> (N, K)
    return (votes == votes.amax(dim=1, keepdim=True)).int().argmax(dim=1)  # the first of the largest


def nll(p, y):
    return -torch.log(p[torch.arange(len(y)), y]).mean()


def bagging_indices(n, members, generator=None):
    return torch.randint(0, n, (n,), generator=generator).repeat(members, 1)


def swa_average(states):
    average = {}
    for name, last in states[-1].items():
        if last.is_floating_point():
            average[name] = torch.stack([state[name] for state in states]).mean(dim=0)
        else:
            average[name] = last.clone()
    return average


def refresh_statistics(model, batches):
    layers = [layer for layer in model.modules() if isinstance(layer, torch.nn.modules.batchnorm._BatchNorm)]
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # batch norm then keeps the cumulative mean
    model.train()
    with torch.no_grad():
        for x in batches:
            model(x)
    for layer, momentum in zip(layers, momenta):
        layer.momentum = momentum
