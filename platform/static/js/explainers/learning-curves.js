// Learning curves from a formula: what a small and a large model would gain from more data. A sketch, no measurement.
import { canvas, named, plot, range, shown, speaker, start } from "./shared.js";

const SHORTFALL = 40; // %, what a model of capacity 1 misses however much data there is
const UNCERTAINTY = 30; // %, what one example leaves unsure in a model of capacity 1
const GUESSING = 50; // %, two classes equally often
const FROM = 100;
const TO = 1e7;

// Error in per cent on new data: noise, what the capacity can't express, what the data leave open.
export function testError(examples, capacity, noise) {
  return Math.min(GUESSING, noise + SHORTFALL / Math.sqrt(capacity) + UNCERTAINTY * Math.sqrt(capacity / examples));
}

// Error in per cent on the training data: a model fits its own examples by as much as it misses new ones.
export function trainingError(examples, capacity, noise) {
  const gap = UNCERTAINTY * Math.sqrt(capacity / examples);
  return Math.min(GUESSING, Math.max(0, noise + SHORTFALL / Math.sqrt(capacity) - gap));
}

// The number of examples from which the larger of two different capacities wins.
export function crossing(one, other) {
  return (UNCERTAINTY / SHORTFALL) ** 2 * one * other;
}

const count = (number) => Math.round(number).toLocaleString("en-GB");
// Sliders hold powers of ten; two leading digits are enough to read.
const power = (input) => Number((10 ** input.valueAsNumber).toPrecision(2));

function setUp(root) {
  const say = speaker(root);
  const control = named(root, "control");
  const part = named(root, "part");

  function settings() {
    return {
      noise: control.noise.valueAsNumber,
      small: power(control.small),
      large: power(control.large),
      examples: power(control.examples),
    };
  }

  const repaint = canvas(part.plot, (width, height) => {
    const { noise, small, large, examples } = settings();
    const grid = range(Math.log10(FROM), Math.log10(TO), 160).map((place) => 10 ** place);
    const frame = plot(part.plot, width, height, {
      x: { from: FROM, to: TO, log: true, ticks: [1e2, 1e3, 1e4, 1e5, 1e6, 1e7], names: powerName, label: "training examples" },
      y: { from: 0, to: 60, ticks: [0, 10, 20, 30, 40, 50], names: (tick) => `${tick} %` },
    });
    const curve = (error, capacity) => grid.map((n) => [n, error(n, capacity, noise)]);
    frame.line([[FROM, noise], [TO, noise]], "level");
    frame.note([FROM * 1.1, noise], "noise");
    if (control.training.checked) {
      frame.line(curve(trainingError, small), "thin first");
      frame.line(curve(trainingError, large), "thin second");
    }
    frame.line(curve(testError, small), "first");
    frame.line(curve(testError, large), "second");
    frame.dot([examples, testError(examples, small, noise)], "first");
    frame.dot([examples, testError(examples, large, noise)], "second");
    part.plot.setAttribute("aria-label", `Error on new data against the number of examples, for both models. ${sentence()}`);
  });

  function sentence() {
    const { noise, small, large, examples } = settings();
    const [first, second] = [small, large].map((capacity) => testError(examples, capacity, noise));
    const winner = first === second ? "Both do equally well" : first < second ? "The classical model is ahead" : "The deep model is ahead";
    return `With ${count(examples)} examples: classical ${shown(first, 1)} %, deep ${shown(second, 1)} %. ${winner}.`;
  }

  function meeting() {
    const { noise, small, large } = settings();
    const where = crossing(small, large);
    if (small === large) return "Both models have the same capacity, so their curves are one.";
    if (testError(where, small, noise) >= GUESSING) return "Where the curves would cross, both models only guess.";
    if (where > TO) return `The curves would cross at ${count(where)} examples, outside the picture.`;
    return `The curves cross at ${count(where)} examples.`;
  }

  function show() {
    const { noise, small, large, examples } = settings();
    part.noise.textContent = `${noise} %`;
    part.small.textContent = count(small);
    part.large.textContent = count(large);
    part.examples.textContent = count(examples);
    part.first.textContent = `${shown(testError(examples, small, noise), 1)} %`;
    part.second.textContent = `${shown(testError(examples, large, noise), 1)} %`;
    part.meeting.textContent = meeting();
    part.happened.textContent = sentence();
    repaint();
    say(`${sentence()} ${meeting()}`);
  }

  for (const input of Object.values(control)) input.addEventListener("input", show);
  show();
}

function powerName(tick) {
  const digits = { 1e2: "100", 1e3: "1,000", 1e4: "10⁴", 1e5: "10⁵", 1e6: "10⁶", 1e7: "10⁷" };
  return digits[tick];
}

start("learning-curves", setUp);
