// What the explainers have in common: finding their elements, numbers in and out, speech, and plots.
const SVG = "http://www.w3.org/2000/svg";
const SPEECH_DELAY = 350; // ms; a slider that moves must not fill a screen reader's queue

// Sets up every element of the page that asks for the explainer `name`, then shows its live part.
export function start(name, setUp) {
  for (const root of document.querySelectorAll(`[data-explainer="${name}"]:not([data-started])`)) {
    root.dataset.started = "";
    setUp(root);
    root.querySelector("[data-live]").hidden = false;
    const words = root.querySelector("[data-words]");
    words.open = false;
    window.addEventListener("beforeprint", () => { words.open = true; });
  }
}

// Gives the elements below `root` by the value of their attribute `data-<kind>`.
export function named(root, kind) {
  const found = [...root.querySelectorAll(`[data-${kind}]`)];
  return Object.fromEntries(found.map((element) => [element.getAttribute(`data-${kind}`), element]));
}

// Writes a number for readers: at most `digits` places, a real minus sign, and small ones not as zero.
export function shown(value, digits = 4) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  let text = String(Number(value.toFixed(digits)));
  if (size >= 1e7 || (size > 0 && size < 1e-6)) text = value.toExponential(2);
  else if (size > 0 && size < 10 ** -digits) text = String(Number(value.toPrecision(2)));
  return text === "-0" ? "0" : text.replaceAll("-", "−");
}

// Calls `use(value)` with each number that is typed; a text that is none is explained, and the last number stays.
export function onNumber(input, use) {
  const label = input.labels[0].textContent.trim();
  const fault = input.closest("[data-explainer]").querySelector("[data-fault]");
  let last = input.value;
  input.addEventListener("input", () => {
    const fine = input.value !== "" && input.validity.valid;
    if (fine) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    fault.textContent = fine ? "" : `${label} needs a number from ${shown(Number(input.min))} to ${shown(Number(input.max))}. Until then ${last.replace("-", "−")} is used.`;
    if (!fine) return;
    last = input.value;
    use(input.valueAsNumber);
  });
}

// Puts a number into a field that a learner can edit, and takes back what was said of the text before.
export function put(input, value) {
  input.value = String(Number(value.toPrecision(6)));
  input.removeAttribute("aria-invalid");
}

// Returns say(text): screen readers hear the latest text once the learner pauses.
export function speaker(root) {
  const region = root.querySelector("[data-said]");
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { region.textContent = text; }, SPEECH_DELAY);
  };
}

export function draw(parent, tag, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

export function html(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

// Keeps one unit of the drawing one pixel at every width: `paint(width, height)` draws from nothing each time.
// Returns repaint().
export function canvas(svg, paint) {
  function repaint() {
    const { width, height } = svg.getBoundingClientRect();
    if (width === 0) return;
    svg.setAttribute("viewBox", `0 0 ${Math.round(width)} ${Math.round(height)}`);
    svg.replaceChildren();
    paint(Math.round(width), Math.round(height));
  }
  new ResizeObserver(repaint).observe(svg);
  return repaint;
}

// Draws the frame of a plot and returns where its curves go. `x` and `y` are {from, to, ticks, label, log}.
export function plot(svg, width, height, { x, y }) {
  const edge = { left: 46, right: 12, top: 12, bottom: 40 };
  const across = scale(x, edge.left, width - edge.right);
  const up = scale(y, height - edge.bottom, edge.top);
  for (const tick of x.ticks) {
    draw(svg, "line", { class: "grid", x1: across(tick), x2: across(tick), y1: edge.top, y2: height - edge.bottom });
    draw(svg, "text", { x: across(tick), y: height - edge.bottom + 16, "text-anchor": "middle" }, name(x, tick));
  }
  for (const tick of y.ticks) {
    draw(svg, "line", { class: tick === 0 ? "axis" : "grid", x1: edge.left, x2: width - edge.right, y1: up(tick), y2: up(tick) });
    draw(svg, "text", { x: edge.left - 6, y: up(tick) + 4, "text-anchor": "end" }, name(y, tick));
  }
  draw(svg, "text", { class: "label", x: (edge.left + width - edge.right) / 2, y: height - 6, "text-anchor": "middle" }, x.label);
  return {
    across,
    up,
    line: (points, kind) => points.length > 1 && draw(svg, "path", { class: `curve ${kind}`, d: path(points, across, up) }),
    dot: (point, kind) => draw(svg, "circle", { class: `dot ${kind}`, cx: across(point[0]), cy: up(point[1]), r: 5 }),
    note: (point, text, anchor = "start") => draw(svg, "text", { class: "note", x: across(point[0]), y: up(point[1]) - 6, "text-anchor": anchor }, text),
  };
}

function scale({ from, to, log }, first, last) {
  const place = log ? Math.log10 : Number;
  return (value) => first + ((place(value) - place(from)) / (place(to) - place(from))) * (last - first);
}

function name({ names }, tick) {
  return names ? names(tick) : shown(tick);
}

// A point whose value is no number ends a piece of the curve.
function path(points, across, up) {
  let pen = "M";
  return points.map(([x, y]) => {
    if (!Number.isFinite(y)) {
      pen = "M";
      return "";
    }
    const piece = `${pen}${across(x).toFixed(1)} ${up(y).toFixed(1)}`;
    pen = "L";
    return piece;
  }).join("");
}

export function range(from, to, pieces) {
  return Array.from({ length: pieces + 1 }, (_, n) => from + ((to - from) * n) / pieces);
}
