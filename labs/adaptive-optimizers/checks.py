"""Checks of the adaptive optimizers: gradients are handed to the candidate's parameters; torch.optim, which runs here alone, says where they must go."""

import fixtures
import torch

from grader.checks import check

STEPS = 100
TORCH = {
    "AdaGrad": torch.optim.Adagrad,
    "RMSProp": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
}


class Run:
    """The candidate's optimizer and torch's, each on parameters of its own, equal at the start."""

    def __init__(self, ctx, kind, values, lr, strided=False, **options):
        self.ctx, self.kind, self.lr, self.options = ctx, kind, lr, options
        self.module = ctx.candidate.fixtures.hold(values, strided)
        self.optimizer = ctx.candidate.call(kind, self.module.parameters(), lr, **options)
        self.model = fixtures.hold(values, strided)
        self.expected = TORCH[kind](self.model.parameters(), lr, **options)
        self.taken = []

    def step(self, gradients):
        """Give both the same gradients and let them take a step."""
        self.ctx.candidate.fixtures.set_gradients(self.module, gradients)
        fixtures.set_gradients(self.model, gradients)
        self.optimizer.step()
        self.expected.step()
        wanted = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.taken.append((self.ctx.candidate.probe.state(self.module), wanted))
        self.ctx.observe(self.taken[-1][0])

    def resume(self):
        """Replace the candidate's model by an equal one, and its optimizer by a new one that takes over the state."""
        values = self.ctx.candidate.probe.state(self.module)
        self.module = self.ctx.candidate.fixtures.hold(values)
        fresh = self.ctx.candidate.call(self.kind, self.module.parameters(), self.lr, **self.options)
        self.ctx.candidate.fixtures.hand_over(self.optimizer, fresh)
        self.optimizer = fresh

    def judge(self, because="", **tolerance):
        """Compare every parameter after every step taken so far; all were observed, since two mistakes may start alike."""
        close = {"rtol": 1e-6, "atol": 1e-8} | tolerance
        for number, (found, wanted) in enumerate(self.taken, start=1):
            for name, value in wanted.items():
                what = f"With `{self.kind}`, `{name}` after step {number}"
                self.ctx.equal(found[name], value, what=what, because=because, **close)


def draw(ctx):
    """Draw a weight and a bias of sizes that differ."""
    rows = ctx.integer(2, 4)
    return {"weight": ctx.randn(rows, rows + 2, dtype=torch.float64), "bias": ctx.randn(rows, dtype=torch.float64)}


def gradients_for(ctx, values):
    return {name: ctx.randn(*value.shape, dtype=torch.float64).to(value.dtype) for name, value in values.items()}


def judge_steps(ctx, kind, because, **options):
    """Let both take three steps with new random gradients, and compare after every one."""
    values, lr = draw(ctx), ctx.choose([0.05, 0.1, 0.2])
    ctx.given(lr=lr, **{name: str(value) for name, value in options.items()}, **values)
    run = Run(ctx, kind, values, lr, **options)
    for _ in range(3):
        run.step(gradients_for(ctx, values))
    run.judge(because)


def draw_betas(ctx):
    return ctx.choose([0.7, 0.8, 0.9]), ctx.choose([0.95, 0.99, 0.999])


@check("adagrad", title="AdaGrad divides by the root of all squared gradients so far", points=2)
def adagrad(ctx):
    judge_steps(ctx, "AdaGrad", "v adds up the squares of all gradients.")


@check("rmsprop", title="RMSProp divides by the root of a running average", points=2)
def rmsprop(ctx):
    alpha = ctx.choose([0.8, 0.9, 0.95])
    judge_steps(ctx, "RMSProp", f"v becomes {alpha} times v plus {1 - alpha:.2g} times the squared gradient.", alpha=alpha)


@check("adam", title="Adam averages gradients and squares, and corrects both for their start at 0", points=3)
def adam(ctx):
    betas = draw_betas(ctx)
    judge_steps(ctx, "Adam", f"In step t, m is divided by 1 − {betas[0]}ᵗ and v by 1 − {betas[1]}ᵗ.", betas=betas)


@check("first_step", title="Adam's first step is as long as the learning rate, whatever the gradient", points=1)
def first_step(ctx):
    gradients = ctx.choose([-1.0, 1.0]) * torch.tensor([1e-3, -1.0, 30.0, 1e4], dtype=torch.float64)
    lr = ctx.choose([0.01, 0.1])
    ctx.given(lr=lr, gradient=str(gradients.tolist()))
    run = Run(ctx, "Adam", {"p": ctx.randn(4, dtype=torch.float64)}, lr)
    run.step({"p": gradients})
    run.judge(f"The gradients are {gradients.tolist()}; each entry must move by {lr} against its gradient's sign.")


@check("adam_weight_decay", title="In Adam, weight decay joins the gradient", points=2)
def adam_weight_decay(ctx):
    decay = ctx.choose([0.1, 0.2, 0.5])
    judge_steps(ctx, "Adam", f"Use g = p.grad + {decay} · p for m and v.", weight_decay=decay)


@check("adamw", title="In AdamW, weight decay shrinks the parameter and stays out of the averages", points=2)
def adamw(ctx):
    decay = ctx.choose([0.1, 0.2, 0.5])
    judge_steps(ctx, "AdamW", f"First p shrinks by the factor 1 − lr · {decay}; m and v see the plain gradient.", weight_decay=decay)


@check("saved_and_loaded", title="A new optimizer goes on where a saved one stopped", points=2)
def saved_and_loaded(ctx):
    ctx.given(lr=0.1, saved="after step 2")
    for kind in ("Adam", "AdamW", "RMSProp", "AdaGrad"):  # Adam has most to remember, so it tells most mistakes apart
        values = draw(ctx)
        run = Run(ctx, kind, values, 0.1)
        for number in range(4):
            if number == 2:
                run.resume()
            run.step(gradients_for(ctx, values))
        run.judge("After step 2 its state went through `state_dict` and `load_state_dict` into an optimizer over an equal model.")


@check("epsilon", title="Epsilon stands outside the root", points=1, hidden=True)
def epsilon(ctx):
    for kind in TORCH:
        values = draw(ctx)
        run = Run(ctx, kind, values, 0.1, eps=0.1)
        gradients = gradients_for(ctx, values)
        gradients["bias"].zero_()
        for _ in range(2):
            run.step(gradients)
        run.judge("Here eps is 0.1, and the gradient of `bias` is 0: divide by √v + eps, with Adam's v corrected first.")


@check("own_count", title="Each parameter counts its own steps", points=2, hidden=True)
def own_count(ctx):
    for kind in ("Adam", "AdamW", "RMSProp", "AdaGrad"):
        values = {name: ctx.randn(2, 3, dtype=torch.float64) for name in ("first", "second", "third")}
        run = Run(ctx, kind, values, 0.1)
        for present in (("second", "third"), ("first", "third"), ("first", "second", "third")):
            gradients = gradients_for(ctx, values)
            run.step({name: gradients[name] for name in present})
        run.judge("In step 1 `first` has no gradient, in step 2 `second` has none: one that is skipped keeps its value, memory and count.")


@check("gradients_kept", title="Steps leave the gradients alone and take any shape and dtype", points=1, hidden=True)
def gradients_kept(ctx):
    shapes = {"scalar": (), "single": (1,), "row": (1, 5), "block": (3, 1, 2), "matrix": (4, 3)}
    for kind in TORCH:
        values = {name: ctx.randn(*shape) for name, shape in shapes.items()}
        run = Run(ctx, kind, values, 0.1, strided=True, **({"weight_decay": 0.1} if kind.startswith("Adam") else {}))
        for _ in range(2):
            gradients = gradients_for(ctx, values)
            run.step(gradients)
            left = ctx.candidate.probe.gradients(run.module)
            ctx.observe(left)
            for name, value in gradients.items():
                same = left[name] is not None and torch.equal(left[name], value)
                ctx.require(same, f"The step of `{kind}` changed a `.grad`; work on a new tensor.")
        run.judge(rtol=1e-4, atol=1e-5)


@check("hundred_steps", title="A hundred steps take the same path as those of torch.optim", points=1, rerun=False)
def hundred_steps(ctx):
    root = ctx.randn(4, 4, dtype=torch.float64)
    curvature, start = root @ root.T + 0.1 * torch.eye(4, dtype=torch.float64), ctx.randn(4, dtype=torch.float64)
    ctx.given(curvature=curvature, p=start, steps=STEPS, lr=0.05)
    for kind, torch_kind in TORCH.items():
        mine, theirs = ctx.candidate.fixtures.hold({"p": start}), fixtures.hold({"p": start})
        optimizer = ctx.candidate.call(kind, mine.parameters(), 0.05)
        way = ctx.candidate.fixtures.descend(mine, optimizer, curvature, STEPS)
        wanted = fixtures.descend(theirs, torch_kind(theirs.parameters(), 0.05), curvature, STEPS)
        # Near the bottom Adam divides tiny by tiny, so rounding weighs more; measured below 1e-11 over 200 seeds.
        ctx.equal(way, wanted, what=f"The path of `{kind}`", because="Row t holds p after step t + 1.", rtol=1e-6, atol=1e-7)
