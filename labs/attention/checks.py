"""Checks of attention: against torch's own, which runs here; masked rows, gradients and order by what any correct program shares."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from grader.checks import check

TIGHT = {"rtol": 1e-6, "atol": 1e-8}


def draw(ctx, *leading, Tq, Tk, d=4, dv=3, dtype=torch.float64):
    """Draw queries, keys and values; d and dv differ from each other and, by default, from the lengths."""
    return (ctx.randn(*leading, length, size, dtype=dtype) for length, size in ((Tq, d), (Tk, d), (Tk, dv)))


def run(ctx, *args, call=None):
    out = (call or ctx.candidate.call)("attention", *args)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`attention` must return two values: `out` and `weights`.")
    ctx.observe([*out])
    return out


def wanted(q, k, v, mask=None):
    """Return torch's output and, with the identity for values, its weights."""
    mask = None if mask is None else mask.expand(*q.shape[:-1], k.shape[-2])
    identity = torch.eye(k.shape[-2], dtype=q.dtype).expand(*k.shape[:-2], -1, -1)
    return tuple(scaled_dot_product_attention(q, k, values, attn_mask=mask) for values in (v, identity))


def judge(ctx, q, k, v, mask=None, call=None, **tolerance):
    """Compare the weights first, because the output follows from them."""
    args = (q, k, v) if mask is None else (q, k, v, mask)
    out, weights = run(ctx, *args, call=call)
    want_out, want_weights = wanted(*args)
    ctx.equal(weights, want_weights, what="`weights`", **tolerance or TIGHT)
    ctx.equal(out, want_out, what="`out`", **tolerance or TIGHT)


def random_mask(ctx, *shape):
    """A mask that lets every query look at one key at least, and hides one key at least from it."""
    mask = ctx.rand(*shape) < 0.5
    place = ctx.integer(0, shape[-1] - 1)
    mask[..., place], mask[..., place - 1] = True, False
    return mask


def mask_with_blind_queries(ctx, batch, Tq, Tk):
    """A random mask in which the second query of every sequence may look at nothing, and one sequence's last."""
    mask = random_mask(ctx, batch, Tq, Tk)
    mask[:, 1] = False
    mask[-1, -1] = False
    return mask


@check("weights", title="The weights are the softmax of the scaled scores over the keys", points=2)
def weights_alone(ctx):
    # As many keys as queries, so that what is transposed by mistake still has the right shape.
    q, k, v = draw(ctx, Tq=5, Tk=5)
    ctx.given(q=q, k=k, v=v)
    out = ctx.candidate.attention(q, k, v)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`attention` must return two values: `out` and `weights`.")
    ctx.observe(out[1])
    reason = "Row i is the softmax over the keys of the dot products of query i with each of them, divided by √d."
    ctx.equal(out[1], wanted(q, k, v)[1], what="`weights`", because=reason, **TIGHT)


@check("output", title="The output is the weighted average of the values", points=2)
def output(ctx):
    q, k, v = draw(ctx, 2, Tq=ctx.integer(5, 6), Tk=7)
    ctx.given(q=q, k=k, v=v)
    judge(ctx, q, k, v)


@check("causal", title="causal_mask lets a position look at itself and back", points=1)
def causal(ctx):
    T = ctx.integer(4, 7)
    ctx.given(T=T)
    mask = ctx.candidate.causal_mask(T)
    ctx.equal(mask, ctx.reference.causal_mask(T), what="`mask`", because="Row i must be True up to and including column i.")


@check("padding", title="padding_mask lets everybody look at the real keys", points=1)
def padding(ctx):
    T = ctx.integer(4, 6)
    lengths = torch.tensor([T, 1, ctx.integer(2, T - 1), 0])
    ctx.given(lengths=str(lengths.tolist()), T=T)
    mask = ctx.candidate.padding_mask(lengths, T)
    want = ctx.reference.padding_mask(lengths, T)
    ctx.equal(mask, want, what="`mask`", because="Of sequence n, the first `lengths[n]` entries are True.")


@check("masked", title="What is masked gets no weight, and the rest still adds up to 1", points=3)
def masked(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=ctx.integer(5, 6))
    mask = random_mask(ctx, 2, 4, k.shape[1])
    ctx.given(q=q, k=k, v=v, mask=mask)
    out, weights = run(ctx, q, k, v, mask)
    want_out, want_weights = wanted(q, k, v, mask)
    reason = "The softmax is over the keys for which the mask is True; the others get 0."
    ctx.equal(weights, want_weights, what="`weights`", because=reason, **TIGHT)
    ctx.require(not bool(weights[~mask].any()), "A masked key has a weight that is tiny, but not 0.")
    ctx.equal(out, want_out, what="`out`", **TIGHT)


@check("blind_queries", title="A query that may look at nothing gets zeros, not NaN", points=3)
def blind_queries(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=6)
    mask = mask_with_blind_queries(ctx, 2, 4, 6)
    ctx.given(q=q, k=k, v=v, mask="bool [2, 4, 6], row 1 of each sequence all False")
    judge(ctx, q, k, v, mask)


@check("gradients", title="Gradients flow to queries, keys and values", points=2)
def gradients(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=6)
    ctx.given(q=q, k=k, v=v)
    ctx.gradients("attention", q, k, v, wrt=["q", "k", "v"])


@check("gradients_masked", title="With a mask they are right too, and never NaN", points=2)
def gradients_masked(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=6)
    mask = mask_with_blind_queries(ctx, 2, 4, 6)
    ctx.given(q=q, k=k, v=v, mask="bool [2, 4, 6], row 1 of each sequence all False")
    ctx.gradients("attention", q, k, v, mask, wrt=["q", "k", "v"])


@check("any_shape", title="Heads, a batch of one, a single key and masks that broadcast work alike", points=1, hidden=True)
def any_shape(ctx):
    for leading, Tq, Tk, d, dv in [((), 1, 1, 1, 1), ((1,), 3, 1, 2, 5), ((2, 3), 4, 6, 8, 2), ((1, 2, 1), 1, 5, 3, 3)]:
        q, k, v = draw(ctx, *leading, Tq=Tq, Tk=Tk, d=d, dv=dv)
        ctx.case(q=q, k=k, v=v)
        judge(ctx, q, k, v)
        judge(ctx, q, k, v, ctx.rand(Tk) < 0.5)
        judge(ctx, q, k, v, ctx.rand(Tq, Tk) < 0.5)
    q, k, v = draw(ctx, 2, 3, Tq=5, Tk=5)
    ctx.case(q=q, k=k, v=v, mask="[2, 1, 1, 5]")
    judge(ctx, q, k, v, torch.tensor([[5], [2]])[:, None, None] > torch.arange(5))  # (2, 1, 1, 5), as for padding


@check("large_scores", title="Scores of 10,000 overflow nowhere", points=1, hidden=True)
def large_scores(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=5)
    q = 1e4 * q / q.norm(dim=-1, keepdim=True)
    k = k / k.norm(dim=-1, keepdim=True)
    judge(ctx, q, k, v)
    judge(ctx, q, k, v, random_mask(ctx, 4, 5))


@check("order_does_not_matter", title="Without positions, shuffling a sequence shuffles its output and changes nothing else", points=1, hidden=True)
def order_does_not_matter(ctx):
    x = ctx.randn(2, 6, 4, dtype=torch.float64)
    ctx.equivariant(lambda rows: run(ctx, rows, rows, rows)[0], x, dim=-2, what="the output")


@check("inputs_untouched", title="float32 comes out as float32, and nothing that is passed in changes", points=1, hidden=True)
def inputs_untouched(ctx):
    q, k, v = draw(ctx, 2, Tq=4, Tk=6, dtype=torch.float32)
    mask = mask_with_blind_queries(ctx, 2, 4, 6)
    judge(ctx, q, k, v, call=ctx.unchanged, rtol=1e-4, atol=1e-5)
    judge(ctx, q, k, v, mask, call=ctx.unchanged, rtol=1e-4, atol=1e-5)
    ctx.unchanged("padding_mask", torch.tensor([3, 1]), 4)
