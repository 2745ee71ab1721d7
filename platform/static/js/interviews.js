// Keeps the draft of an interview answer: in this browser at once, on the server after a pause in the typing.

import { fill, gettext, ngettext } from "./language.js";

const form = document.getElementById("answer-form");
const answer = document.getElementById("answer");
const state = document.getElementById("save-state");
const count = document.getElementById("word-count");
const storageKey = `answer:${form.dataset.question}:${form.dataset.learner}`;
const PAUSE_MS = 1500;
const LONGEST_WAIT_MS = 30000;

let pause;
let wait = PAUSE_MS;
let saved = answer.value;

restore();
showCount();

answer.addEventListener("input", () => {
  showCount();
  remember(answer.value);
  plan(PAUSE_MS);
});
form.addEventListener("submit", () => {
  clearTimeout(pause);
  remember(null);
});
window.addEventListener("online", () => plan(0));

// A draft in this browser is one whose arrival nobody heard of: it is as new as what the page came with, or newer.
function restore() {
  let kept = null;
  try {
    kept = localStorage.getItem(storageKey);
  } catch {
    return;
  }
  if (kept === null) return;
  answer.value = kept;
  plan(0);
}

function remember(text) {
  try {
    if (text === null) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, text);
  } catch {
    // Storage is full or forbidden: the draft still goes to the server.
  }
}

function plan(delay) {
  clearTimeout(pause);
  pause = setTimeout(send, delay);
}

async function send() {
  const text = answer.value;
  if (text.trim() === saved.trim()) {
    remember(null);
    return;
  }
  state.textContent = gettext("Saving…");
  let reply;
  try {
    reply = await fetch(form.dataset.draft, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ answer: text }),
    });
  } catch {
    tryLater(gettext("Not connected. The draft is kept in this browser and sent later."));
    return;
  }
  if (reply.ok) {
    saved = text;
    wait = PAUSE_MS;
    if (answer.value === text) remember(null);
    state.textContent = gettext("Draft saved");
    return;
  }
  if (reply.status >= 500) tryLater(gettext("The draft is kept in this browser and sent later."));
  else state.textContent = (await reply.json().catch(() => ({}))).detail ?? gettext("The draft could not be saved.");
}

function tryLater(sentence) {
  state.textContent = sentence;
  plan(wait);
  wait = Math.min(2 * wait, LONGEST_WAIT_MS);
}

function showCount() {
  const words = answer.value.trim().split(/\s+/).filter(Boolean).length;
  count.textContent = fill(ngettext("%(number)s word", "%(number)s words", words), { number: words.toLocaleString(document.documentElement.lang) });
}
