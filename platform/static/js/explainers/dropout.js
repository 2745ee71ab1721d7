// Dropout explainer: one mask after another, and the mean of the sum over all of them.
import { canvas, draw, named, onNumber, plot, shown, speaker, start } from "./shared.js";

const LONGEST_CURVE = 400; // points that are drawn; all masks count in the mean

export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

// What the layer passes on. `mask` holds 1 for a unit that is kept; without one the layer is in evaluation mode.
export function output(h, mask, p, scaled) {
  if (!mask) return [...h];
  return h.map((value, n) => (mask[n] ? value * (scaled ? 1 / (1 - p) : 1) : 0));
}

// Mean and standard deviation of the sum over all masks.
export function expected(h, p, scaled) {
  const factor = scaled ? 1 / (1 - p) : 1;
  const squares = sum(h.map((value) => value * value));
  return { mean: factor * (1 - p) * sum(h), deviation: factor * Math.sqrt(p * (1 - p) * squares) };
}

function setUp(root) {
  const say = speaker(root);
  const control = named(root, "control");
  const part = named(root, "part");
  const act = named(root, "act");
  const h = ["h1", "h2", "h3", "h4"].map((name) => control[name].valueAsNumber);
  let mask;
  let total;
  let masks;
  let curve;

  const p = () => control.p.valueAsNumber;
  const scaled = () => control.scaled.checked;
  const trains = () => control.train.checked;

  function forget() {
    mask = null;
    total = 0;
    masks = 0;
    curve = [];
  }

  function drawMasks(count) {
    for (let n = 0; n < count; n += 1) {
      mask = trains() ? h.map(() => (Math.random() < p() ? 0 : 1)) : null;
      total += sum(output(h, mask, p(), scaled()));
      masks += 1;
      curve.push([masks, total / masks]);
    }
    // Half of the points are enough once there are many; the last one always stays.
    if (curve.length > LONGEST_CURVE) curve = curve.filter((_, n) => (curve.length - 1 - n) % 2 === 0);
  }

  const paintUnits = canvas(part.units, (width, height) => {
    const out = output(h, mask, p(), scaled());
    const highest = Math.max(...h.map(Math.abs), ...out.map(Math.abs), 1);
    const room = width / h.length;
    const bar = Math.min(34, room * 0.3);
    const floor = height - 44;
    h.forEach((value, n) => {
      const middle = room * (n + 0.5);
      drawBar(part.units, middle - bar - 3, bar, floor, ((floor - 24) * Math.abs(value)) / highest, "before");
      drawBar(part.units, middle + 3, bar, floor, ((floor - 24) * Math.abs(out[n])) / highest, "after");
      drawLabels(part.units, middle, floor, value, out[n], mask && !mask[n]);
    });
    draw(part.units, "line", { class: "axis", x1: 0, x2: width, y1: floor, y2: floor });
  });

  const paintMean = canvas(part.mean, (width, height) => {
    const { mean } = expected(h, trains() ? p() : 0, scaled());
    const full = sum(h);
    const last = Math.max(10, masks);
    const values = [0, full, mean, ...curve.map(([, value]) => value)];
    const highest = Math.ceil(Math.max(...values) / 5 + 0.2) * 5;
    const lowest = Math.floor(Math.min(...values) / 5) * 5;
    const frame = plot(part.mean, width, height, {
      x: { from: 0, to: last, ticks: [0, Math.round(last / 2), last], label: "forward passes" },
      y: { from: lowest, to: highest, ticks: [lowest, 0, full, highest].filter((tick, n, all) => all.indexOf(tick) === n) },
    });
    frame.line([[0, full], [last, full]], "level");
    frame.note([last, full], "without dropout", "end");
    frame.line([[0, mean], [last, mean]], "second");
    frame.line(curve, "first");
    if (masks) frame.dot(curve.at(-1), "first");
  });

  function sentence() {
    const out = output(h, mask, p(), scaled());
    const numbers = out.map((value) => shown(value, 2)).join(", ");
    if (!trains()) return `Evaluation: the layer passes (${numbers}) on unchanged, sum ${shown(sum(out), 2)}, every time.`;
    if (!mask) return "No mask drawn yet.";
    const dropped = mask.flatMap((kept, n) => (kept ? [] : [n + 1]));
    const who = dropped.length === 0 ? "No unit is dropped" : `Dropped: ${dropped.map((n) => `unit ${n}`).join(", ")}`;
    return `${who}. Passed on: (${numbers}), sum ${shown(sum(out), 2)}.`;
  }

  function verdict() {
    const full = sum(h);
    if (!trains()) return "At evaluation there is no mask and no factor, so nothing varies.";
    if (scaled()) return `With the factor 1/(1 − p) = ${shown(1 / (1 - p()))} the mean stays at ${shown(full, 2)}, which is what the next layer sees at evaluation.`;
    return `Without the factor the mean falls to (1 − p) · ${shown(full, 2)} = ${shown((1 - p()) * full, 2)}, but at evaluation the next layer sees ${shown(full, 2)}: training and use no longer match.`;
  }

  function show() {
    const { mean, deviation } = expected(h, trains() ? p() : 0, scaled());
    part.chance.textContent = shown(p(), 2);
    part.happened.textContent = sentence();
    part.verdict.textContent = verdict();
    part.masks.textContent = String(masks);
    part.average.textContent = masks ? shown(total / masks, 3) : "–";
    part.expected.textContent = shown(mean, 3);
    part.deviation.textContent = shown(deviation, 3);
    paintUnits();
    paintMean();
    say(masks ? `${sentence()} Mean of the sum over ${masks} passes: ${shown(total / masks, 3)}.` : verdict());
  }

  const startOver = () => {
    forget();
    drawMasks(1);
    show();
  };
  ["h1", "h2", "h3", "h4"].forEach((name, n) => onNumber(control[name], (value) => {
    h[n] = value;
    startOver();
  }));
  for (const name of ["p", "scaled", "train", "evaluate"]) control[name].addEventListener("input", startOver);
  act.one.addEventListener("click", () => { drawMasks(1); show(); });
  act.many.addEventListener("click", () => { drawMasks(100); show(); });
  act.again.addEventListener("click", startOver);
  startOver();
}

function drawBar(svg, x, width, floor, height, kind) {
  draw(svg, "rect", { class: `bar ${kind}`, x, y: floor - height, width, height: Math.max(height, 1), rx: 2 });
}

function drawLabels(svg, middle, floor, before, after, dropped) {
  draw(svg, "text", { class: "number", x: middle, y: floor + 18, "text-anchor": "middle" }, `${shown(before, 2)} → ${shown(after, 2)}`);
  draw(svg, "text", { x: middle, y: floor + 36, "text-anchor": "middle" }, dropped ? "dropped" : "kept");
  if (dropped) draw(svg, "path", { class: "cross", d: `M${middle + 8} ${floor - 22}l16 16m0 -16l-16 16` });
}

start("dropout", setUp);
