// Activation explorer: value and slope of twelve functions, and which one a task asks for.
import { canvas, named, onNumber, plot, put, range, shown, speaker, start } from "./shared.js";

const LEAK = 0.1; // PyTorch's default, 0.01, would look like zero in the plot
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };
export const OTHERS = [1, 0]; // what stands beside x in the softmax

// The error function to double precision: its series near zero, a continued fraction far out.
export function erf(x) {
  const size = Math.abs(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n -= 1) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (size + fraction)));
}

export function softmax(numbers) {
  const highest = Math.max(...numbers);
  const powers = numbers.map((number) => Math.exp(number - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const bell = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const below = (x) => 0.5 * (1 + erf(x / Math.SQRT2));

// Each function with its slope. At a kink the slope is the one PyTorch uses.
export const FUNCTIONS = {
  identity: { name: "Identity", value: (x) => x, slope: () => 1 },
  step: { name: "Step", value: (x) => (x > 0 ? 1 : 0), slope: () => 0 },
  sigmoid: { name: "Sigmoid", value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  tanh: { name: "Tanh", value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  relu: { name: "ReLU", value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  leaky: { name: "Leaky ReLU", value: (x) => (x > 0 ? x : LEAK * x), slope: (x) => (x > 0 ? 1 : LEAK) },
  elu: { name: "ELU", value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  selu: {
    name: "SELU",
    value: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
    slope: (x) => SELU.scale * (x > 0 ? 1 : SELU.alpha * Math.exp(x)),
  },
  gelu: { name: "GELU", value: (x) => x * below(x), slope: (x) => below(x) + x * bell(x) },
  silu: { name: "SiLU (Swish)", value: (x) => x * sigmoid(x), slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)) },
  softplus: { name: "Softplus", value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: sigmoid },
  softmax: {
    name: "Softmax",
    value: (x) => softmax([x, ...OTHERS])[0],
    slope: (x) => softmax([x, ...OTHERS])[0] * (1 - softmax([x, ...OTHERS])[0]),
  },
};

const FROM = -6;
const TO = 6;

function setUp(root) {
  const say = speaker(root);
  const control = named(root, "control");
  const part = named(root, "part");
  const notes = named(root, "about");
  let x = control.x.valueAsNumber;
  const chosen = () => FUNCTIONS[control.which.value];

  const repaint = canvas(part.plot, (width, height) => {
    const { name, value, slope } = chosen();
    const grid = range(FROM, TO, 480);
    const highest = value(TO) > 1.5 ? 6 : 1.5;
    const lowest = value(FROM) < -1.9 ? -6 : highest === 6 ? -2 : -1.5;
    const ticks = range(lowest, highest, (highest - lowest) / (highest === 6 ? 2 : 0.5));
    const frame = plot(part.plot, width, height, {
      x: { from: FROM, to: TO, ticks: [-6, -4, -2, 0, 2, 4, 6], label: "input x" },
      y: { from: lowest, to: highest, ticks },
    });
    frame.line(broken(grid, slope), "second");
    frame.line(broken(grid, value), "first");
    frame.dot([x, slope(x)], "second");
    frame.dot([x, value(x)], "first");
    part.plot.setAttribute("aria-label", `${name}: its value and its slope for inputs from −6 to 6. Marked: ${sentence()}`);
  });

  function sentence() {
    const { name, value, slope } = chosen();
    return `At x = ${shown(x)}, ${name} has the value ${shown(value(x))} and the slope ${shown(slope(x))}.`;
  }

  function show() {
    const { value, slope } = chosen();
    part.value.textContent = shown(value(x));
    part.slope.textContent = shown(slope(x));
    for (const [key, note] of Object.entries(notes)) note.hidden = key !== control.which.value;
    part.vector.hidden = control.which.value !== "softmax";
    part.probabilities.textContent = softmax([x, ...OTHERS]).map((share) => shown(share)).join(", ");
    part.logits.textContent = [x, ...OTHERS].map((logit) => shown(logit)).join(", ");
    repaint();
    say(sentence());
  }

  control.which.addEventListener("change", show);
  control.slider.addEventListener("input", () => {
    x = control.slider.valueAsNumber;
    put(control.x, x);
    show();
  });
  onNumber(control.x, (value) => {
    x = value;
    control.slider.value = String(value);
    show();
  });
  show();
  helpToChoose(root, control, part, say);
}

// A jump is drawn as a gap: no number stands between the two sides.
function broken(grid, curve) {
  return grid.flatMap((x, n) => {
    const before = n > 0 ? curve(grid[n - 1]) : curve(x);
    const jumps = Math.abs(curve(x) - before) > 0.4;
    return jumps ? [[x, Number.NaN], [x, curve(x)]] : [[x, curve(x)]];
  });
}

// The tables that everybody can read hold the answers; the helper picks one row of each.
function helpToChoose(root, control, part, say) {
  const rows = named(root, "row");
  const answer = (select) => [...rows[select.value].cells].map((cell) => cell.textContent.trim());
  function advise() {
    const [, output, loss, outputReason] = answer(control.task);
    const [, hidden, hiddenReason] = answer(control.network);
    part.hidden.textContent = hidden;
    part.hiddenReason.textContent = hiddenReason;
    part.output.textContent = output;
    part.loss.textContent = loss;
    part.outputReason.textContent = outputReason;
    return `Hidden layers: ${hidden}. Output: ${output}. Loss: ${loss}.`;
  }
  for (const select of [control.task, control.network]) select.addEventListener("change", () => say(advise()));
  advise();
}

start("activations", setUp);
