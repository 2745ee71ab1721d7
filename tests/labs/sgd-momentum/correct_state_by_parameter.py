"""State in a dict that is filled at the first gradient, in-place arithmetic, and a branch for each case."""


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.lr, self.settings = lr, (momentum, nesterov, weight_decay)
        self.state = dict.fromkeys(params)

    def zero_grad(self):
        for p in self.state:
            del p.grad

    def step(self):
        momentum, nesterov, weight_decay = self.settings
        for p in self.state:
            if p.grad is None:
                continue
            d = p.grad.detach().clone()
            if weight_decay != 0:
                d.add_(p.detach(), alpha=weight_decay)
            if momentum != 0:
                if self.state[p] is None:
                    self.state[p] = d.clone()
                else:
                    self.state[p].mul_(momentum).add_(d)
                d = d.add(self.state[p], alpha=momentum) if nesterov else self.state[p]
            p.data.add_(d, alpha=-self.lr)
