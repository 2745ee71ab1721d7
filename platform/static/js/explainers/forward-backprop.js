// Forward and back through a network of two sigmoid units, one operation at a time, then an update.
import { canvas, draw, html, named, onNumber, put, shown, speaker, start } from "./shared.js";

export const PARAMETERS = ["w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c"];
const SYMBOLS = {
  x1: "x₁", x2: "x₂", w11: "w₁₁", w12: "w₁₂", b1: "b₁", w21: "w₂₁", w22: "w₂₂", b2: "b₂", v1: "v₁", v2: "v₂", c: "c",
  z1: "z₁", z2: "z₂", h1: "h₁", h2: "h₂", out: "ŷ", loss: "L",
};
const PRESETS = {
  both: { x1: 1, x2: 2, y: 1, w11: 0.5, w12: -0.25, b1: 0.1, w21: -1, w22: 0.75, b2: 0, v1: 1.5, v2: -1, c: 0.2 },
  lesson: { x1: 2, x2: 0, y: 1, w11: 0.5, w12: 0, b1: -1, w21: 0, w22: 0, b2: 0, v1: 2, v2: 0, c: 0.5 },
  twins: { x1: 1, x2: 2, y: 1, w11: 0.5, w12: 0.5, b1: 0, w21: 0.5, w22: 0.5, b2: 0, v1: 1, v2: 1, c: 0 },
  flat: { x1: 1, x2: 2, y: 1, w11: 4, w12: 3, b1: 2, w21: -4, w22: -3, b2: -2, v1: 1.5, v2: -1, c: 0.2 },
};
const HISTORY = 8;

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// All values of a forward pass.
export function forward(net) {
  const z1 = net.w11 * net.x1 + net.w12 * net.x2 + net.b1;
  const z2 = net.w21 * net.x1 + net.w22 * net.x2 + net.b2;
  const h1 = sigmoid(z1);
  const h2 = sigmoid(z2);
  const out = net.v1 * h1 + net.v2 * h2 + net.c;
  return { z1, h1, z2, h2, out, loss: (out - net.y) ** 2 };
}

// The operations in order: six forward, then six back. A step back has a row for each thing the operation depends on:
// what arrives from the loss, the local slope, their product, and all factors of it.
export function operations(net) {
  const at = forward(net);
  const text = (name) => bracketed(net[name] ?? at[name]);
  const z = (unit) => ({
    node: `z${unit}`,
    formula: `z${sub(unit)} = w${sub(unit)}₁ · x₁ + w${sub(unit)}₂ · x₂ + b${sub(unit)}`,
    numbers: `${text(`w${unit}1`)} · ${text("x1")} + ${text(`w${unit}2`)} · ${text("x2")} + ${text(`b${unit}`)}`,
  });
  const h = (unit) => ({ node: `h${unit}`, formula: `h${sub(unit)} = σ(z${sub(unit)}) = 1 / (1 + e^(−z${sub(unit)}))`, numbers: `σ(${shown(at[`z${unit}`])})` });
  const ahead = [
    z(1), h(1), z(2), h(2),
    { node: "out", formula: "ŷ = v₁ · h₁ + v₂ · h₂ + c", numbers: `${text("v1")} · ${text("h1")} + ${text("v2")} · ${text("h2")} + ${text("c")}` },
    { node: "loss", formula: "L = (ŷ − y)²", numbers: `(${shown(at.out)} − ${text("y")})²` },
  ].map((step) => ({ ...step, phase: "forward", value: at[step.node] }));
  return [...ahead, ...back(net, at)];
}

function back(net, at) {
  const factors = { loss: [] };
  const walk = (node, formula, locals) => {
    const rows = locals.map(([of, rule, local]) => {
      factors[of] = [...factors[node], local];
      const arriving = product(factors[node]);
      return { of, rule, local, arriving, gradient: arriving * local, factors: factors[of] };
    });
    return { phase: "backward", node, formula, rows };
  };
  const gate = (unit) => walk(`h${unit}`, `h${sub(unit)} = σ(z${sub(unit)})`, [
    [`z${unit}`, `h${sub(unit)}(1 − h${sub(unit)})`, at[`h${unit}`] * (1 - at[`h${unit}`])],
  ]);
  const affine = (unit) => walk(`z${unit}`, `z${sub(unit)} = w${sub(unit)}₁ · x₁ + w${sub(unit)}₂ · x₂ + b${sub(unit)}`, [
    [`w${unit}1`, "x₁", net.x1], [`w${unit}2`, "x₂", net.x2], [`b${unit}`, "1", 1],
  ]);
  return [
    walk("loss", "L = (ŷ − y)²", [["out", "2(ŷ − y)", 2 * (at.out - net.y)]]),
    walk("out", "ŷ = v₁ · h₁ + v₂ · h₂ + c", [
      ["v1", "h₁", at.h1], ["v2", "h₂", at.h2], ["c", "1", 1], ["h1", "v₁", net.v1], ["h2", "v₂", net.v2],
    ]),
    gate(1), affine(1), gate(2), affine(2),
  ];
}

export function gradients(net) {
  return Object.fromEntries(operations(net).flatMap((step) => step.rows ?? []).map((row) => [row.of, row.gradient]));
}

export function updated(net, rate) {
  const slope = gradients(net);
  return { ...net, ...Object.fromEntries(PARAMETERS.map((name) => [name, net[name] - rate * slope[name]])) };
}

const product = (factors) => factors.reduce((total, factor) => total * factor, 1);
const sub = (unit) => "₀₁₂"[unit];
const bracketed = (value) => (value < 0 ? `(${shown(value)})` : shown(value));
const slopeOf = (name) => `∂L/∂${SYMBOLS[name]}`;

function setUp(root) {
  const say = speaker(root);
  const control = named(root, "control");
  const part = named(root, "part");
  const act = named(root, "act");
  const field = named(root, "value");
  const slopes = named(root, "slope");
  let net;
  let steps;
  let done;
  let losses;

  const repaint = canvas(part.graph, (width, height) => paint(part.graph, width, height, net, steps, done));

  // `change` is what the numbers become; the passes start afresh.
  function begin(change, history = []) {
    net = { ...net, ...change };
    steps = operations(net);
    losses = history;
    go(0);
  }

  function go(step) {
    done = Math.max(0, Math.min(steps.length, step));
    show();
  }

  function show(said = "") {
    const current = steps[done - 1];
    const known = Object.fromEntries(steps.slice(0, done).flatMap((step) => step.rows ?? []).map((row) => [row.of, row.gradient]));
    for (const name of PARAMETERS) slopes[name].textContent = name in known ? `${slopeOf(name)} = ${shown(known[name])}` : "";
    part.where.textContent = current ? `Operation ${done} of ${steps.length}, ${current.phase === "forward" ? "forward" : "backward"}` : "Nothing computed yet";
    part.formula.textContent = current ? current.formula : "The first operation is z₁, the sum that enters unit 1.";
    part.numbers.textContent = current?.phase === "forward" ? `${SYMBOLS[current.node]} = ${current.numbers} = ${shown(current.value)}` : "";
    part.table.hidden = current?.phase !== "backward";
    if (current?.phase === "backward") fill(part.rows, current.rows);
    part.history.textContent = losses.length ? `Loss before each update: ${losses.slice(-HISTORY).map((loss) => shown(loss)).join(", ")}. Now: ${shown(forward(net).loss)}.` : "";
    repaint();
    say(said || describe(current));
  }

  function describe(current) {
    if (!current) return "Nothing computed yet.";
    if (current.phase === "forward") return part.numbers.textContent;
    return current.rows.map((row) => `${slopeOf(row.of)} = ${shown(row.arriving)} times ${shown(row.local)} = ${shown(row.gradient)}`).join("; ");
  }

  function step() {
    if (done < steps.length) go(done + 1);
    else show("That was the last operation. Update the parameters, or start over.");
  }

  function update() {
    const before = forward(net).loss;
    begin(updated(net, control.rate.valueAsNumber), [...losses, before]);
    for (const name of PARAMETERS) put(field[name], net[name]);
    show(`Updated. The loss was ${shown(before)} and is now ${shown(forward(net).loss)}.`);
  }

  function take() {
    const preset = PRESETS[control.preset.value];
    for (const [name, value] of Object.entries(preset)) put(field[name], value);
    root.querySelector("[data-fault]").textContent = "";
    begin(preset);
  }

  act.next.addEventListener("click", step);
  act.back.addEventListener("click", () => go(done - 1));
  act.all.addEventListener("click", () => go(steps.length));
  act.update.addEventListener("click", () => { if (control.rate.validity.valid && control.rate.value) update(); });
  act.again.addEventListener("click", take);
  control.preset.addEventListener("change", take);
  onNumber(control.rate, () => {});
  for (const [name, input] of Object.entries(field)) onNumber(input, (value) => begin({ [name]: value }));
  take();
}

function fill(body, rows) {
  body.replaceChildren();
  for (const row of rows) {
    const line = html(body, "tr");
    html(line, "th", { scope: "row" }, slopeOf(row.of));
    for (const text of [shown(row.arriving), `${row.rule} = ${shown(row.local)}`, shown(row.gradient), row.factors.map(bracketed).join(" · ")]) {
      html(line, "td", { class: "number" }, text);
    }
  }
}

// Columns x, z, h, ŷ, L; a box holds a value, below it stands the gradient as soon as it is known.
function paint(svg, width, height, net, steps, done) {
  const box = { width: Math.min(66, width / 6.4), height: 30 };
  const column = (n) => box.width / 2 + 2 + (n * (width - box.width - 4)) / 4;
  const upper = height * 0.28;
  const lower = height * 0.76;
  const middle = height * 0.52;
  const places = {
    x1: [column(0), upper], x2: [column(0), lower], z1: [column(1), upper], z2: [column(1), lower],
    h1: [column(2), upper], h2: [column(2), lower], out: [column(3), middle], loss: [column(4), middle],
  };
  const values = { x1: net.x1, x2: net.x2 };
  const slopes = {};
  for (const step of steps.slice(0, done)) {
    if (step.phase === "forward") values[step.node] = step.value;
    for (const row of step.rows ?? []) slopes[row.of] = row.gradient;
  }
  const current = steps[done - 1];
  const wires = [["x1", "z1"], ["x2", "z1"], ["x1", "z2"], ["x2", "z2"], ["z1", "h1"], ["z2", "h2"], ["h1", "out"], ["h2", "out"], ["out", "loss"]];
  for (const [from, to] of wires) {
    const live = current?.node === to;
    const kind = live ? `wire ${current.phase}` : "wire";
    draw(svg, "line", { class: kind, x1: places[from][0] + box.width / 2, y1: places[from][1], x2: places[to][0] - box.width / 2, y2: places[to][1] });
  }
  for (const [name, [x, y]] of Object.entries(places)) {
    const kind = current?.node === name ? `box ${current.phase}` : name in values ? "box known" : "box";
    draw(svg, "rect", { class: kind, x: x - box.width / 2, y: y - box.height / 2, width: box.width, height: box.height, rx: 5 });
    draw(svg, "text", { class: "strong", x, y: y - box.height / 2 - 7, "text-anchor": "middle" }, SYMBOLS[name]);
    draw(svg, "text", { class: "number", x, y: y + 4, "text-anchor": "middle" }, name in values ? shown(values[name], 3) : "?");
    if (name in slopes) draw(svg, "text", { class: "slope", x, y: y + box.height / 2 + 16, "text-anchor": "middle" }, `∂ ${shown(slopes[name], 3)}`);
  }
  svg.setAttribute("aria-label", `The network after ${done} of ${steps.length} operations. Values: ${listed(values)}. Gradients: ${listed(slopes) || "none yet"}.`);
}

function listed(numbers) {
  return Object.entries(numbers).map(([name, value]) => `${SYMBOLS[name]} ${shown(value, 3)}`).join(", ");
}

start("forward-backprop", setUp);
