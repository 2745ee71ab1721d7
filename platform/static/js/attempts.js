// Quiz attempts: keep every answer as it is given, in this browser too while the server can't be reached, and count down.
// Without this script the same form works by its buttons.

import { createKeeper } from "./attempts-keeper.js";
import { startCountdown } from "./attempts-countdown.js";

const STATES = {
  saved: "Saved",
  saving: "Saving",
  offline: "Not connected; kept in this browser and sent later",
  problem: "One answer is not saved; see the question",
  signedout: "Signed out; kept in this browser. Sign in again in another tab",
};

const form = document.getElementById("sheet");
const review = document.getElementById("review");

if (review) localStorage.removeItem(`attempt:${review.dataset.finished}`);
if (form) run(form);

function run(form) {
  const announce = (sentence) => { document.getElementById("announce").textContent = sentence; };
  const keeper = createKeeper({
    storageKey: `attempt:${form.dataset.attempt}`,
    address: (position) => `${form.dataset.answers}${position}/`,
    token: form.elements.csrfmiddlewaretoken.value,
    revisionOf: (position) => form.elements[`r${position}`],
    onState: (state) => showState(state, announce),
    onError: (position, sentence) => showError(form, position, sentence),
    onConflict: (position, answer) => { writeAnswer(form, position, answer); showProgress(form); },
    onFinished: (address) => { window.location.assign(address); },
  });

  for (const [position, answer] of keeper.waiting()) writeAnswer(form, position, answer);
  showProgress(form);
  keeper.send();

  let typing;
  let typedIn;
  const keep = (field) => {
    clearTimeout(typing);
    typedIn = undefined;
    keeper.keep(Number(field.dataset.position), readAnswer(field));
    showProgress(form);
  };
  form.addEventListener("change", (event) => {
    const field = event.target.closest("fieldset[data-position]");
    if (field) keep(field);
  });
  form.addEventListener("input", (event) => {
    const field = event.target.closest('fieldset[data-kind="numeric"]');
    if (!field) return;
    clearTimeout(typing);
    typedIn = field;
    typing = setTimeout(() => keep(field), 900);
  });
  window.addEventListener("pagehide", () => typedIn && keep(typedIn));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    announce("You are offline. Your answers are kept in this browser; try again when you are connected.");
  });
  window.addEventListener("online", () => keeper.send());

  if (form.dataset.due) {
    startCountdown({
      dueAt: Date.parse(form.dataset.due),
      serverNow: Date.parse(form.dataset.now),
      element: document.getElementById("due"),
      announce,
      onEnd: () => form.requestSubmit(form.querySelector('button[value="finish"]')),
    });
  }
}

function readAnswer(field) {
  if (field.dataset.kind === "numeric") return { text: field.querySelector('input[type="text"]').value };
  return { choices: [...field.querySelectorAll("input:checked")].map((input) => Number(input.value)) };
}

function writeAnswer(form, position, answer) {
  const field = form.querySelector(`#q${position}`);
  if (!field || "locked" in field.dataset) return;
  if (field.dataset.kind === "numeric") {
    field.querySelector('input[type="text"]').value = answer?.text ?? "";
    return;
  }
  const picked = answer?.choices ?? [];
  for (const input of field.querySelectorAll('input:is([type="radio"], [type="checkbox"])')) {
    input.checked = picked.includes(Number(input.value));
  }
}

function showProgress(form) {
  const answers = [...form.querySelectorAll("fieldset[data-position]")].map(readAnswer);
  const answered = answers.filter(({ text, choices }) => (choices ? choices.length > 0 : text.trim() !== "")).length;
  document.getElementById("answered").textContent = answered;
  document.getElementById("progress").value = answered;
}

function showError(form, position, sentence) {
  const line = form.querySelector(`#error${position}`);
  line.textContent = sentence;
  line.hidden = !sentence;
  const input = form.querySelector(`#a${position}`);
  if (!input) return;
  if (sentence) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", line.id);
  } else {
    input.removeAttribute("aria-invalid");
  }
}

function showState(state, announce) {
  const line = document.getElementById("save-state");
  const isNews = line.dataset.state !== state && state !== "saving" && !(state === "saved" && line.dataset.state === "saving");
  line.hidden = false;
  line.textContent = STATES[state];
  line.dataset.state = state === "signedout" ? "offline" : state;
  if (isNews) announce(STATES[state]);
}
