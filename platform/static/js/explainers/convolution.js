// Convolution and pooling: one window after another over a 6 × 6 input.
import { html, named, onNumber, put, shown, speaker, start } from "./shared.js";

export const SIZE = 6;
export const INPUTS = {
  edge: [[0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9]],
  seven: [[0, 0, 0, 0, 0, 0], [0, 8, 9, 9, 8, 0], [0, 0, 0, 7, 5, 0], [0, 0, 3, 9, 1, 0], [0, 0, 8, 4, 0, 0], [0, 0, 9, 1, 0, 0]],
  mixed: [[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8], [9, 7, 9, 3, 2, 3], [8, 4, 6, 2, 6, 4], [3, 3, 8, 3, 2, 7], [9, 5, 0, 2, 8, 8]],
};
const KERNELS = {
  vertical: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
  horizontal: [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
  sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  unchanged: [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
};

export function outputSize({ window, stride, padding }) {
  return Math.floor((SIZE + 2 * padding - window) / stride) + 1;
}

// The cells below the window at an output's `row` and `column`; those of the padding are marked.
export function cells(input, row, column, { window, stride, padding }) {
  const found = [];
  for (let i = 0; i < window; i += 1) {
    for (let j = 0; j < window; j += 1) {
      const [y, x] = [row * stride + i - padding, column * stride + j - padding];
      const inside = y >= 0 && x >= 0 && y < SIZE && x < SIZE;
      found.push({ i, j, y, x, inside, value: inside ? input[y][x] : 0 });
    }
  }
  return found;
}

// One number of the output. `options.mode` is convolution, max or average; `kernel` serves the first alone.
export function result(input, kernel, row, column, options) {
  const below = cells(input, row, column, options);
  if (options.mode === "max") return Math.max(...below.filter((cell) => cell.inside).map((cell) => cell.value));
  if (options.mode === "convolution") return below.reduce((sum, { i, j, value }) => sum + value * kernel[i][j], 0);
  const counted = options.countsPadding ? below.length : below.filter((cell) => cell.inside).length;
  return below.reduce((sum, { value }) => sum + value, 0) / counted;
}

export function output(input, kernel, options) {
  const places = Array.from({ length: outputSize(options) }, (_, place) => place);
  return places.map((row) => places.map((column) => result(input, kernel, row, column, options)));
}

const signed = (value) => (value < 0 ? `(${shown(value, 2)})` : shown(value, 2));

// The arithmetic of one window, written out.
export function written(input, kernel, row, column, options) {
  const below = cells(input, row, column, options);
  const value = shown(result(input, kernel, row, column, options), 3);
  if (options.mode === "convolution") {
    return `${below.map((cell) => `${shown(cell.value, 2)}·${signed(kernel[cell.i][cell.j])}`).join(" + ")} = ${value}`;
  }
  const inside = below.filter((cell) => cell.inside);
  if (options.mode === "max") return `max(${inside.map((cell) => shown(cell.value, 2)).join(", ")}) = ${value}`;
  const counted = options.countsPadding ? below : inside;
  return `(${counted.map((cell) => shown(cell.value, 2)).join(" + ")}) / ${counted.length} = ${value}`;
}

function setUp(root) {
  const say = speaker(root);
  const control = named(root, "control");
  const part = named(root, "part");
  const act = named(root, "act");
  const kernelFields = named(root, "kernel");
  let kernel = KERNELS.vertical.map((row) => [...row]);
  let done = 1; // windows that were visited; the last of them is shown

  const input = () => INPUTS[control.input.value];
  function options() {
    const mode = control.mode.value;
    const window = mode === "convolution" ? 3 : Number(control.window.value);
    return { mode, window, stride: Number(control.stride.value), padding: Number(control.padding.value), countsPadding: control.counts.checked };
  }
  const total = () => outputSize(options()) ** 2;
  const place = () => [Math.floor((done - 1) / outputSize(options())), (done - 1) % outputSize(options())];

  function show() {
    const now = options();
    const [row, column] = place();
    part.kernel.hidden = now.mode !== "convolution";
    part.window.hidden = now.mode === "convolution";
    part.counts.hidden = now.mode !== "average";
    drawInput(part.input, input(), kernel, row, column, now);
    drawOutput(part.output, output(input(), kernel, now), done, (step) => { go(step); part.output.querySelector("[aria-current]").focus(); });
    const size = outputSize(now);
    part.size.textContent = `⌊(${SIZE} + 2 · ${now.padding} − ${now.window}) / ${now.stride}⌋ + 1 = ${size}, so the output is ${size} × ${size}`;
    part.where.textContent = `Window ${done} of ${total()}: row ${row + 1}, column ${column + 1} of the output`;
    part.sum.textContent = written(input(), kernel, row, column, now);
    say(`${part.where.textContent}. ${part.sum.textContent}`);
  }

  function go(step) {
    done = Math.max(1, Math.min(total(), step));
    show();
  }

  const startOver = () => go(1);
  // A pooling window usually moves by its own size, a kernel by one.
  function takeMode() {
    control.stride.value = control.mode.value === "convolution" ? "1" : control.window.value;
    startOver();
  }
  control.mode.addEventListener("change", takeMode);
  for (const name of ["input", "window", "stride", "padding", "counts"]) control[name].addEventListener("change", startOver);
  control.preset.addEventListener("change", () => {
    kernel = KERNELS[control.preset.value].map((row) => [...row]);
    for (const [name, field] of Object.entries(kernelFields)) put(field, kernel[name[0]][name[1]]);
    root.querySelector("[data-fault]").textContent = "";
    startOver();
  });
  for (const [name, field] of Object.entries(kernelFields)) onNumber(field, (value) => { kernel[name[0]][name[1]] = value; show(); });
  act.next.addEventListener("click", () => go(done + 1));
  act.back.addEventListener("click", () => go(done - 1));
  act.all.addEventListener("click", () => go(total()));
  act.again.addEventListener("click", startOver);
  if (window.location.pathname.endsWith("/lessons/pooling/")) control.mode.value = "max";
  takeMode();
}

// The input with its padding. Below the window stand what the kernel multiplies by and, in max pooling, who wins.
function drawInput(table, input, kernel, row, column, now) {
  const below = new Map(cells(input, row, column, now).map((cell) => [`${cell.y},${cell.x}`, cell]));
  const highest = result(input, kernel, row, column, { ...now, mode: "max" });
  let won = false;
  table.replaceChildren();
  for (let y = -now.padding; y < SIZE + now.padding; y += 1) {
    const line = html(table, "tr");
    for (let x = -now.padding; x < SIZE + now.padding; x += 1) {
      const cell = below.get(`${y},${x}`);
      const padded = y < 0 || x < 0 || y >= SIZE || x >= SIZE;
      const wins = now.mode === "max" && cell && !padded && !won && cell.value === highest;
      won ||= wins;
      const kind = [padded && "padding", cell && "below", wins && "winner"].filter(Boolean).join(" ");
      const box = html(line, "td", { class: kind }, padded ? (now.mode === "max" ? "−∞" : "0") : String(input[y][x]));
      if (cell && now.mode === "convolution") html(box, "small", {}, `×${shown(kernel[cell.i][cell.j], 2)}`);
    }
  }
}

function drawOutput(table, numbers, done, choose) {
  table.replaceChildren();
  numbers.forEach((values, row) => {
    const line = html(table, "tr");
    values.forEach((value, column) => {
      const step = row * values.length + column + 1;
      const known = step <= done;
      const box = html(line, "td");
      const text = known ? shown(value, 2) : "?";
      const button = html(box, "button", { type: "button", "aria-label": `Row ${row + 1}, column ${column + 1}: ${known ? text : "not computed yet"}` }, text);
      if (step === done) button.setAttribute("aria-current", "step");
      button.addEventListener("click", () => choose(step));
    });
  });
}

start("convolution", setUp);
