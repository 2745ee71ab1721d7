"""A rule for each class as a function, state by number in text keys, the correction by running products, in place."""

import torch


class Rule:
    def __init__(self, params, lr, **settings):
        self.params = dict(enumerate(params))
        self.lr = lr
        self.settings = {**self.defaults(), **settings}
        self.memory = {}

    def state_dict(self):
        return {f"{number}": memory for number, memory in self.memory.items()}

    def load_state_dict(self, state):
        self.memory = {int(number): dict(memory) for number, memory in state.items()}

    def step(self):
        for number, p in self.params.items():
            if p.grad is None:
                continue
            memory = self.memory.setdefault(number, {})
            direction = self.direction(p, p.grad.detach().clone(), memory, **self.settings)
            p.data.sub_(direction, alpha=self.lr)


class AdaGrad(Rule):
    def defaults(self):
        return {"eps": 1e-10}

    def direction(self, p, g, memory, eps):
        squares = memory.setdefault("v", torch.zeros_like(g)).addcmul_(g, g)
        return g.div_(squares.sqrt().add_(eps))


class RMSProp(Rule):
    def defaults(self):
        return {"alpha": 0.99, "eps": 1e-8}

    def direction(self, p, g, memory, alpha, eps):
        squares = memory.setdefault("v", torch.zeros_like(g)).mul_(alpha).addcmul_(g, g, value=1 - alpha)
        return g / squares.sqrt().add_(eps)


class Adam(Rule):
    def defaults(self):
        return {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0}

    def direction(self, p, g, memory, betas, eps, weight_decay):
        return self.corrected(g.add_(p.data, alpha=weight_decay), memory, *betas, eps)

    def corrected(self, g, memory, beta1, beta2, eps):
        memory["left1"], memory["left2"] = memory.get("left1", 1.0) * beta1, memory.get("left2", 1.0) * beta2
        m = memory.setdefault("m", torch.zeros_like(g)).lerp_(g, 1 - beta1)
        v = memory.setdefault("v", torch.zeros_like(g)).lerp_(g * g, 1 - beta2)
        root = v.sqrt() / (1 - memory["left2"]) ** 0.5
        return m / (root + eps) / (1 - memory["left1"])


class AdamW(Adam):
    def defaults(self):
        return {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}

    def direction(self, p, g, memory, betas, eps, weight_decay):
        p.data.mul_(1 - self.lr * weight_decay)
        return self.corrected(g, memory, *betas, eps)
