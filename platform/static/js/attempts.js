// Quiz attempts: keep every answer as it is given, in this browser too while the server can't be reached, and count down.
// Without this script the same form works by its buttons.

import { createKeeper } from "./attempts-keeper.js";
import { startCountdown } from "./attempts-countdown.js";
import { createOverview } from "./attempts-overview.js";
import { gettext } from "./language.js";
import { readAnswer, writeAnswer } from "./quiz-items.js";

const STATES = {
  saved: gettext("Saved"),
  saving: gettext("Saving"),
  offline: gettext("Not connected; kept in this browser and sent later"),
  problem: gettext("One answer is not saved; see the question"),
  signedout: gettext("Signed out; kept in this browser. Sign in again in another tab"),
};

const form = document.getElementById("sheet");
const review = document.getElementById("review");

if (review) localStorage.removeItem(`attempt:${review.dataset.finished}`);
if (form) run(form);

function run(form) {
  const announce = (sentence) => { document.getElementById("announce").textContent = sentence; };
  const token = form.elements.csrfmiddlewaretoken.value;
  const overview = createOverview(form, { address: (position) => `${form.dataset.flags}${position}/`, token, announce });
  const keeper = createKeeper({
    storageKey: `attempt:${form.dataset.attempt}`,
    address: (position) => `${form.dataset.answers}${position}/`,
    token,
    revisionOf: (position) => form.elements[`r${position}`],
    onState: (state) => showState(state, announce),
    onError: (position, sentence) => showError(form, position, sentence),
    onConflict: (position, draft) => { writeDraft(form, position, draft); overview.show(); },
    onFinished: (address) => { window.location.assign(address); },
  });

  for (const [position, draft] of keeper.waiting()) writeDraft(form, position, draft);
  overview.show();
  keeper.send();

  let typing;
  let typedIn;
  const keep = (field) => {
    clearTimeout(typing);
    typedIn = undefined;
    keeper.keep(Number(field.dataset.position), readDraft(field));
    overview.show();
  };
  form.addEventListener("change", (event) => {
    const field = event.target.closest("fieldset[data-position]");
    if (field) keep(field);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches('[data-text], input[data-part]')) return;
    const field = event.target.closest("fieldset[data-position]");
    if (typedIn && typedIn !== field) keep(typedIn);
    clearTimeout(typing);
    typedIn = field;
    typing = setTimeout(() => keep(field), 900);
  });
  window.addEventListener("pagehide", () => typedIn && keep(typedIn));
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      announce(gettext("You are offline. Your answers are kept in this browser; try again when you are connected."));
    } else if (keeper.isBusy()) {
      // What is under way raises the revisions that the form carries: sent now, it would conflict with itself.
      event.preventDefault();
      keeper.send().then(() => form.requestSubmit(event.submitter));
    }
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

function readDraft(field) {
  const certainty = field.querySelector("input[data-certainty]:checked")?.value;
  return { answer: readAnswer(field), certainty: certainty === undefined ? null : Number(certainty) };
}

function writeDraft(form, position, { answer, certainty }) {
  const field = form.querySelector(`#q${position}`);
  if (!field || "locked" in field.dataset) return;
  writeAnswer(field, answer);
  for (const input of field.querySelectorAll("input[data-certainty]")) input.checked = Number(input.value) === certainty;
}

function showError(form, position, sentence) {
  const line = form.querySelector(`#error${position}`);
  line.textContent = sentence;
  line.hidden = !sentence;
  for (const input of form.querySelectorAll(`#a${position}, #q${position} input.gap`)) {
    if (sentence) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", line.id);
    } else {
      input.removeAttribute("aria-invalid");
    }
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
