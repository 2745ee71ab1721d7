// What quiz items share wherever they stand: reading and writing an answer, and ordering by buttons instead of menus.
// Without this script every item works by its native controls.

import { fill, gettext } from "./language.js";

const QUIZ_ITEM = "fieldset[data-kind]";

export function readAnswer(field) {
  const picked = () => [...field.querySelectorAll('input[name^="q"]:checked')].map((input) => Number(input.value));
  switch (field.dataset.kind) {
    case "single":
    case "multiple":
      return { choices: picked() };
    case "truth": {
      const verdict = field.querySelector("input[data-verdict]:checked")?.value;
      return { truth: verdict === undefined ? null : verdict === "true", choices: picked() };
    }
    case "ordering":
      return { order: [...field.querySelectorAll("[data-places] select")].map((select) => select.value) };
    case "matching":
      return { pairs: readParts(field) };
    case "cloze":
      return { gaps: readParts(field) };
    default:
      return { text: field.querySelector("[data-text]")?.value ?? "" };
  }
}

function readParts(field) {
  return Object.fromEntries([...field.querySelectorAll("[data-part]")].map((input) => [input.dataset.part, input.value]));
}

export function isBlank({ choices = [], truth = null, text = "", order = [], pairs = {}, gaps = {} }) {
  const texts = [text, ...order, ...Object.values(pairs), ...Object.values(gaps)];
  return truth === null && choices.length === 0 && texts.every((one) => one.trim() === "");
}

export function writeAnswer(field, answer) {
  const { choices = [], truth = null, text = "", order = [], pairs, gaps } = answer ?? {};
  for (const input of field.querySelectorAll('input[name^="q"]:is([type="radio"], [type="checkbox"])')) {
    input.checked = choices.includes(Number(input.value));
  }
  for (const input of field.querySelectorAll("input[data-verdict]")) input.checked = input.value === String(truth);
  for (const input of field.querySelectorAll("[data-text]")) input.value = text;
  for (const input of field.querySelectorAll("[data-part]")) input.value = (pairs ?? gaps ?? {})[input.dataset.part] ?? "";
  [...field.querySelectorAll("[data-places] select")].forEach((select, place) => { select.value = order[place] ?? ""; });
  field.querySelector("[data-ordering]")?.dispatchEvent(new Event("quiz:written"));
}

// Puts a list with buttons beside the menus of an ordering. The menus stay what is sent; they are only hidden.
function orderByButtons(box) {
  if ("ready" in box.dataset) return;
  box.dataset.ready = "";
  const menus = [...box.querySelectorAll("[data-places] select")];
  const list = document.createElement("ol");
  list.className = "steps stack tight";
  list.setAttribute("role", "list");
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  box.querySelector("[data-places]").hidden = true;
  box.querySelector("[data-hint]").textContent = gettext("Move the steps into order with the arrows.");
  box.append(list, spoken);

  const shown = [...menus[0].options].map((option) => option.value).filter(Boolean);
  let order = [];
  const isDisabled = () => box.closest("fieldset").disabled;

  function take() {
    const given = menus.map((menu) => menu.value).filter(Boolean);
    order = [...given, ...shown.filter((step) => !given.includes(step))];
    draw();
  }

  function draw() {
    list.replaceChildren(...order.map((step, place) => {
      const row = document.createElement("li");
      row.className = "step";
      const text = document.createElement("span");
      text.textContent = step;
      row.append(text, arrow(step, place, -1), arrow(step, place, 1));
      return row;
    }));
  }

  function arrow(step, place, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet step-button";
    button.textContent = by < 0 ? "↑" : "↓";
    button.setAttribute("aria-label", fill(by < 0 ? gettext("Move up: %(step)s") : gettext("Move down: %(step)s"), { step }));
    button.disabled = isDisabled() || place + by < 0 || place + by >= order.length;
    button.addEventListener("click", () => move(step, place, by));
    return button;
  }

  function move(step, place, by) {
    [order[place], order[place + by]] = [order[place + by], order[place]];
    menus.forEach((menu, n) => { menu.value = order[n]; });
    draw();
    const buttons = list.children[place + by].querySelectorAll("button");
    (buttons[by < 0 ? 0 : 1].disabled ? buttons[by < 0 ? 1 : 0] : buttons[by < 0 ? 0 : 1]).focus();
    spoken.textContent = fill(gettext("%(step)s is now number %(place)s of %(total)s."), { step, place: place + by + 1, total: order.length });
    menus[0].dispatchEvent(new Event("change", { bubbles: true }));
  }

  box.addEventListener("quiz:written", take);
  take();
}

export function prepare(root) {
  for (const box of root.querySelectorAll("[data-ordering]")) orderByButtons(box);
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
// After an answer was swapped in, the focus goes to the item instead of getting lost.
document.addEventListener("htmx:afterSwap", (event) => {
  const item = event.target.closest?.(".practice-item") ?? document.getElementById(event.detail.elt?.id);
  const field = item?.querySelector?.(QUIZ_ITEM);
  if (!field) return;
  field.tabIndex = -1;
  field.focus({ preventScroll: true });
});
