"""Checks of augmentation: what is certain is compared pixel by pixel; what is drawn, by the set of things that can come out."""

import fixtures
import torch

from grader.checks import check

DRAWS = 160  # of 6 places; one of them is missed in fewer than one of 10^11 runs
PICTURES = 120


def draw_image(ctx, dtype=torch.float32):
    """Colours, and a height and a width that differ."""
    return ctx.rand(3, ctx.integer(5, 6), ctx.integer(8, 9), dtype=dtype)


def draw_boxes(ctx, image, K=3):
    H, W = image.shape[1:]
    left, top = ctx.rand(K) * W / 2, ctx.rand(K) * H / 2
    size = ctx.rand(K, 2) * torch.tensor([W / 3, H / 3]) + 1
    return torch.stack([left, top, left + size[:, 0], top + size[:, 1]], dim=1)


def two(ctx, out, name, values):
    fits = isinstance(out, tuple | list) and len(out) == 2
    ctx.observe([*out] if fits else out)
    ctx.require(fits, f"`{name}` must return two values: {values}.")
    return out


def mirrored(ctx, before, after):
    """Say of each picture of a batch whether it came out mirrored; each must be itself or its mirror image."""
    ctx.require(
        isinstance(after, torch.Tensor) and after.shape == before.shape,
        f"`augment_batch` must return a batch of shape {list(before.shape)}.",
    )
    same, flipped = (after == before).flatten(1).all(1), (after == before.flip(3)).flatten(1).all(1)
    ctx.require(bool((same | flipped).all()), "Each image must come out as it was, or mirrored left to right, in its own place.")
    return flipped


def observe_certain(ctx, images, labels):
    """Observe what needs no luck. One such outcome alone fits several mistakes; together they tell them apart."""
    for p, training in ((0.0, True), (1.0, True), (1.0, False)):
        ctx.observe(ctx.candidate.augment_batch(images, labels, [0, 1, 8], p, training))


def judge(ctx, got, want, what, because=""):
    ctx.observe(got)
    ctx.equal(got, want, what=what, because=because)


@check("flip_image", title="flip mirrors left to right", points=1)
def flip_image(ctx):
    image = draw_image(ctx)
    boxes = draw_boxes(ctx, image)
    ctx.given(image=image, boxes=boxes)
    out = ctx.candidate.flip(image, boxes)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`flip` must return two values: the image and the boxes.")
    judge(ctx, out[0], image.flip(2), "The image")


@check("flip_boxes", title="flip moves the boxes along", points=2)
def flip_boxes(ctx):
    image = draw_image(ctx)
    boxes = draw_boxes(ctx, image)
    ctx.given(image=image, boxes=str([[round(edge, 2) for edge in box] for box in boxes.tolist()]))
    out = two(ctx, ctx.candidate.flip(image, boxes), "flip", "the image and the boxes")
    reason = f"The image is {image.shape[2]} wide; the right edge of a box is the left one in the mirror."
    ctx.equal(out[1], ctx.reference.flip(image, boxes)[1], what="`boxes`", because=reason)


@check("rotate", title="rotate90 turns image and mask alike, anticlockwise", points=2)
def rotate(ctx):
    image = draw_image(ctx)
    mask = ctx.randint(0, 5, image.shape[1:])
    ctx.given(image=image, mask=mask)
    out = two(ctx, ctx.candidate.rotate90(image, mask), "rotate90", "the image and the mask")
    want = ctx.reference.rotate90(image, mask)
    ctx.equal(out[0], want[0], what="`image`", because="Its first row must be the last column of the original.")
    ctx.equal(out[1], want[1], what="`mask`", because="It must turn with the image.")


@check("crop_of_everything", title="Where only one place is possible, random_crop cuts out just that", points=1)
def crop_of_everything(ctx):
    image, pad = ctx.rand(3, 6, 6), ctx.integer(1, 3)
    ctx.given(image=image, size=f"6 and {6 + 2 * pad}", pad=f"0 and {pad}")
    judge(ctx, ctx.candidate.random_crop(image, 6, 0), image, "The crop with size 6 and pad 0")
    want = torch.nn.functional.pad(image, (pad, pad, pad, pad))
    judge(ctx, ctx.candidate.random_crop(image, 6 + 2 * pad, pad), want, f"The crop with size {6 + 2 * pad} and pad {pad}")


@check("crop_places", title="random_crop reaches every place, to the last row and column", points=2)
def crop_places(ctx):
    image = ctx.rand(1, 4, 3) + 0.1
    size, pad = 4, 1  # the padded image is 6 by 5, so the square fits at 3 rows and 2 columns
    ctx.given(image=image, size=size, pad=pad, calls=DRAWS)
    padded = torch.nn.functional.pad(image, (pad, pad, pad, pad))
    windows = {(i, j): padded[:, i : i + size, j : j + size] for i in range(3) for j in range(2)}
    seen = []
    for _ in range(DRAWS):
        crop = ctx.candidate.random_crop(image, size, pad)
        place = next((place for place, window in windows.items() if isinstance(crop, torch.Tensor) and torch.equal(crop, window)), None)
        ctx.require(place is not None, "A crop is not a window of the padded image.")
        seen.append(place)
    ctx.observe([list(place) for place in sorted(set(seen))])
    missing = [place for place in windows if place not in seen]
    ctx.require(
        not missing,
        f"In {DRAWS} crops, the upper left corner was never at {', '.join(map(str, missing))}, as (row, column) of the padded image.",
    )
    for row in range(3):
        share = sum(place[0] == row for place in seen) / DRAWS
        message = f"Row {row} came up in {share:.0%} of {DRAWS} crops; each of the 3 rows should come up in a third."
        ctx.within(share, 1 / 3, standard_error=(2 / 9 / DRAWS) ** 0.5, message=message)


@check("jitter_values", title="jitter changes contrast around the mean, then brightness", points=2)
def jitter_values(ctx):
    image = 0.3 + 0.4 * draw_image(ctx) * torch.tensor([0.4, 0.8, 1.0])[:, None, None]
    brightness, contrast = ctx.choose([-0.05, 0.05]), ctx.choose([0.7, 1.3])
    ctx.given(image=image, brightness=brightness, contrast=contrast)
    want = (image - image.mean()) * contrast + image.mean() + brightness
    reason = f"With the mean {float(image.mean()):.4g}, a pixel becomes (pixel − mean) · contrast + mean + brightness."
    judge(ctx, ctx.candidate.jitter(image, brightness, contrast), want, "The image", reason)


@check("jitter_range", title="jitter stays within 0 to 1", points=1)
def jitter_range(ctx):
    image = draw_image(ctx)
    brightness, contrast = ctx.choose([-0.3, 0.3]), ctx.choose([1.5, 2.0])
    ctx.given(image=image, brightness=brightness, contrast=contrast)
    want = ctx.reference.jitter(image, brightness, contrast)
    judge(ctx, ctx.candidate.jitter(image, brightness, contrast), want, "The image", "What lies outside of 0 to 1 is cut off.")


@check("cutout_inside", title="cutout blanks the square that it is told to", points=1)
def cutout_inside(ctx):
    image, top, left, size = draw_image(ctx) + 0.1, 1, ctx.integer(3, 5), ctx.integer(2, 3)
    ctx.given(image=image, top=top, left=left, size=size)
    judge(ctx, ctx.candidate.cutout(image, top, left, size), ctx.reference.cutout(image, top, left, size), "The image")


@check("cutout_at_the_border", title="A square that sticks out is cut off at the border", points=2)
def cutout_at_the_border(ctx):
    image = draw_image(ctx) + 0.1
    H, W = image.shape[1:]
    places = [(-1, 2, 3), (2, -2, 3), (H - 1, W - 2, 4), (-2, -1, 3), (-4, 0, 3), (-1, -1, 20)]
    ctx.given(image=image, places="(top, left, size) = " + ", ".join(map(str, places)))
    found = [ctx.candidate.cutout(image, *place) for place in places]
    ctx.observe(found)
    for got, place in zip(found, places):
        what = f"The image with top = {place[0]}, left = {place[1]}, size = {place[2]}"
        ctx.equal(got, ctx.reference.cutout(image, *place), what=what)


@check("evaluation_changes_nothing", title="augment_batch changes nothing at evaluation", points=1)
def evaluation_changes_nothing(ctx):
    images, labels = ctx.rand(6, 1, 4, 5), ctx.randint(0, 3, (6,))
    ctx.given(images=images, labels=labels, symmetric="[0, 1, 2]", p=1.0, training=False)
    observe_certain(ctx, images, labels)
    judge(ctx, ctx.candidate.augment_batch(images, labels, [0, 1, 2], 1.0, False), images, "The batch at evaluation")


@check("labels_hold", title="augment_batch mirrors only what still has its label in a mirror", points=2)
def labels_hold(ctx):
    images, labels = ctx.rand(10, 2, 4, 5), torch.randperm(10, generator=ctx.generator)
    ctx.given(images=images, labels=labels, symmetric="[0, 1, 8]", p=1.0, training=True)
    found = ctx.candidate.augment_batch(images, labels, [0, 1, 8], 1.0, True)
    ctx.observe(found)
    observe_certain(ctx, images, labels)
    flipped = labels[mirrored(ctx, images, found)].sort().values.tolist()
    told = ", ".join(map(str, flipped)) or "none"
    ctx.require(flipped == [0, 1, 8], f"With p = 1, the pictures with the labels 0, 1 and 8 must be mirrored; those mirrored were: {told}.")
    shown = ctx.candidate.augment_batch(fixtures.digits(), torch.arange(10), [0, 1, 8], 1.0, True)
    mirrored(ctx, fixtures.digits(), shown)
    ctx.images("digits", shown, columns=10, alt="The digits from 0 to 9 as your function returns them; only the 1 looks different.")


@check("each_on_its_own", title="augment_batch draws for each image on its own, with probability p", points=2)
def each_on_its_own(ctx):
    images, labels = ctx.rand(2 * PICTURES, 1, 2, 3), torch.tensor([0, 5]).repeat(PICTURES)
    p = ctx.choose([0.3, 0.7])
    ctx.given(images=images, labels="0 and 5 in turn", symmetric="[0]", p=f"0, 1 and {p}", training=True)
    observe_certain(ctx, images, labels)
    shares, others = [], []
    for chance in (0.0, 1.0, p):
        found = ctx.candidate.augment_batch(images, labels, [0], chance, True)
        flipped = mirrored(ctx, images, found)
        shares.append(float(flipped[labels == 0].double().mean()))
        others.append(bool(flipped[labels == 5].any()))
    none, every, some = shares
    error = (p * (1 - p) / PICTURES) ** 0.5
    ctx.observe([none, every, some in (0, 1), abs(some - p) <= 5 * error, others])
    ctx.require(none == 0, f"With p = 0, {none:.0%} of the images with the label 0 were mirrored.")
    ctx.require(every == 1, f"With p = 1, {every:.0%} of the images with the label 0 were mirrored.")
    ctx.require(some not in (0, 1), f"With p = {p}, all {PICTURES} images with the label 0 were treated alike: one draw decided for the whole batch.")
    ctx.within(some, p, standard_error=error, message=f"With p = {p}, {some:.0%} of {PICTURES} images with the label 0 were mirrored.")


@check("draws", title="Each call draws anew, from the generator it is given", points=1, hidden=True)
def draws(ctx):
    image, images, labels = ctx.rand(1, 9, 9), ctx.rand(128, 1, 2, 3), torch.tensor([0, 5]).repeat(64)
    seeded = ctx.seeded_generator()
    crops = [ctx.candidate.random_crop(image, 5, 4, generator=seeded) for _ in range(2)]
    batches = [ctx.candidate.augment_batch(images, labels, [0], 0.5, True, generator=seeded) for _ in range(2)]
    others = [ctx.candidate.augment_batch(images, labels, [0], 0.5, True) for _ in range(2)]
    observe_certain(ctx, images, labels)
    alike = [torch.equal(*crops), torch.equal(*batches), torch.equal(*others)]
    ctx.observe(alike)
    ctx.require(alike[0], "`random_crop` cut differently with two generators of one seed: draw from `generator`.")
    ctx.require(alike[1], "`augment_batch` mirrored differently with two generators of one seed: draw from `generator`.")
    ctx.require(not alike[2], "Two calls of `augment_batch` mirrored the very same of 64 images.")


@check("inputs_untouched", title="The originals stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    image = draw_image(ctx)
    ctx.unchanged("flip", image, draw_boxes(ctx, image))
    ctx.unchanged("rotate90", image, ctx.randint(0, 5, image.shape[1:]))
    ctx.unchanged("random_crop", image, 4, 1)
    ctx.unchanged("jitter", image, 0.2, 1.5)
    ctx.unchanged("cutout", image, 1, 1, 2)
    ctx.unchanged("augment_batch", ctx.rand(8, 1, 3, 4), torch.zeros(8, dtype=torch.int64), [0], 1.0, True)


@check("any_shape", title="Pictures without boxes, of one pixel, and in float64 work alike", points=1, hidden=True)
def any_shape(ctx):
    for C, H, W, K in ((2, 1, 1, 0), (3, 4, 4, 1), (4, 7, 2, 5)):
        ctx.case(C=C, H=H, W=W, K=K)
        image, mask = ctx.rand(C, H, W, dtype=torch.float64), ctx.randint(0, 5, (H, W))
        boxes = draw_boxes(ctx, image, K)
        for name, part, args in (("flip", "boxes", (image, boxes)), ("rotate90", "mask", (image, mask))):
            found, want = ctx.candidate.call(name, *args), ctx.reference.call(name, *args)
            for got, expected, which in zip(two(ctx, found, name, f"the image and the {part}"), want, ("image", part)):
                ctx.equal(got, expected, what=f"`{name}`'s `{which}` for an image of shape {[C, H, W]}")
        judge(ctx, ctx.candidate.jitter(image, 0.1, 1.2), ctx.reference.jitter(image, 0.1, 1.2), "The jittered image")
        judge(ctx, ctx.candidate.cutout(image, 0, 0, 1), ctx.reference.cutout(image, 0, 0, 1), "The image with a hole")
        square = ctx.rand(C, 3, 3, dtype=torch.float64)
        judge(ctx, ctx.candidate.random_crop(square, 3, 0), square, "The crop of a whole image")
        batch = image[None].repeat(3, 1, 1, 1)
        judge(ctx, ctx.candidate.augment_batch(batch, torch.tensor([0, 1, 0]), [], 1.0, True), batch, "The batch when no label is symmetric")
