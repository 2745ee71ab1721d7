// The lab page: editor, draft, hand-in, and what is said while the verdict comes. Without this file the page is a form.
import "./copy.js";
import { gettext } from "./language.js";

const lab = document.getElementById("lab");
const form = document.getElementById("hand-in");
const textarea = form.querySelector("textarea");
const starter = JSON.parse(document.getElementById("starter").textContent);
const stateLine = document.getElementById("draft-state");
const runButton = document.getElementById("run-visible");

/* --- Draft: kept by the server for those signed in; in this browser otherwise, and while the server can't be reached --- */
const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5000;
const localKey = ["draft", lab.dataset.slug, lab.dataset.learner].filter(Boolean).join(":");
let saved = textarea.value;
let timer;

// Say one of the sentences that the page brings along, or one that the server sent.
function say(name, warn = false) {
  stateLine.textContent = stateLine.dataset[name] ?? name;
  stateLine.classList.toggle("warn", warn);
}

function keepHere(source) {
  try {
    localStorage.setItem(localKey, source);
    return true;
  } catch {
    return false; // storage is full or forbidden
  }
}

async function send(source, setsAside = false) {
  const response = await fetch(lab.dataset.draft, {
    method: "PUT",
    keepalive: true,
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify({ source, sets_aside: setsAside }),
  });
  if (response.status >= 500 || response.status === 429) throw new Error("try again later");
  if (response.ok) {
    localStorage.removeItem(localKey);
    return null;
  }
  const answer = await response.json().catch(() => ({}));
  return answer.detail ?? "error";
}

async function save() {
  clearTimeout(timer);
  const source = textarea.value;
  if (source === saved) return;
  if (!lab.dataset.draft) {
    if (keepHere(source)) saved = source;
    say(saved === source ? "here" : "unsaved", saved !== source);
    return;
  }
  try {
    const problem = await send(source);
    if (problem) keepHere(source);
    else saved = source;
    say(problem ?? "saved", Boolean(problem));
  } catch {
    say(keepHere(source) ? "waiting" : "unsaved", true);
    timer = setTimeout(save, RETRY_AFTER_MS);
  }
}

function changed() {
  clearTimeout(timer);
  say("unsaved");
  timer = setTimeout(save, SAVE_AFTER_MS);
}

window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => document.hidden && save());
window.addEventListener("beforeunload", (event) => {
  if (textarea.value === saved) return;
  save();
  if (localStorage.getItem(localKey) !== textarea.value) event.preventDefault();
});
form.addEventListener("submit", () => {
  saved = textarea.value; // what is handed in is kept anyway
  if (!lab.dataset.draft) localStorage.removeItem(localKey);
});

/* --- Editor ------------------------------------------------------------------------------------------------------ */
let editor = {
  focus: () => textarea.focus(),
  replace: (text) => {
    textarea.value = text;
    changed();
  },
  select(number) {
    const lines = textarea.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1);
    textarea.focus();
    textarea.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  },
  mark: () => {},
};

// What the editor says itself: its panel for finding and replacing, and what it reads out.
const PHRASES = {
  "Find": gettext("Find"),
  "Replace": gettext("Replace"),
  "next": gettext("next"),
  "previous": gettext("previous"),
  "all": gettext("all"),
  "match case": gettext("match case"),
  "by word": gettext("by word"),
  "regexp": gettext("regexp"),
  "replace": gettext("replace"),
  "replace all": gettext("replace all"),
  "close": gettext("close"),
  "current match": gettext("current match"),
  "on line": gettext("on line"),
  "replaced $ matches": gettext("replaced $ matches"),
  "replaced match on line $": gettext("replaced match on line $"),
  "Go to line": gettext("Go to line"),
  "go": gettext("go"),
  "Selection deleted": gettext("Selection deleted"),
  "Control character": gettext("Control character"),
};

async function upgrade() {
  const { upgrade } = await import(lab.dataset.editor);
  editor = upgrade(textarea, {
    label: gettext("Your code"),
    nonce: lab.dataset.nonce,
    phrases: PHRASES,
    onChange: changed,
    onSubmit: () => form.requestSubmit(),
  });
  const label = form.querySelector("label[for]");
  label.addEventListener("click", () => editor.focus());
  document.getElementById("editor-keys").hidden = false;
  markErrors();
}

// What could not be sent comes back with the page. The server then sets aside the draft that it had meanwhile.
async function restoreLocalDraft() {
  const kept = localStorage.getItem(localKey);
  if (lab.dataset.draft && kept === textarea.value) localStorage.removeItem(localKey); // it was sent, unheard
  if (kept === null || kept === textarea.value) return;
  if (!lab.dataset.draft && textarea.value !== starter) return;
  textarea.value = kept;
  say("returned");
  if (!lab.dataset.draft) saved = kept;
  else if ((await send(kept, true).catch(() => "waiting")) === null) saved = kept;
}

textarea.addEventListener("input", changed);
textarea.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey) form.requestSubmit();
});
// Before the editor hears of it: there it would begin a line.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  form.requestSubmit(runButton);
}, true);

/* --- Dialogs: the keys, and beginning again ------------------------------------------------------------------------ */
for (const button of lab.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

// The server sets aside what it has, so it is sent what stands here first.
async function setAside() {
  clearTimeout(timer);
  const problem = (await send(textarea.value)) ?? (await send(starter, true));
  if (problem) throw new Error(problem);
  saved = starter;
}

const reset = document.getElementById("reset");
reset.addEventListener("close", async () => {
  if (reset.returnValue !== "reset") return;
  reset.returnValue = "";
  try {
    if (lab.dataset.draft) await setAside();
  } catch {
    say("notReset", true);
    return;
  }
  editor.replace(starter);
  editor.focus();
});

/* --- Verdict ----------------------------------------------------------------------------------------------------- */
const said = document.getElementById("said");

function status() {
  return document.getElementById("status");
}

// A traceback names lines of the learner's own file; they are marked in the editor's margin.
function markErrors() {
  const problems = [];
  for (const trace of status().querySelectorAll(".traceback")) {
    const text = trace.textContent.trim();
    const line = [...text.matchAll(/line (\d+)/g)].at(-1)?.[1];
    if (line) problems.push({ line: Number(line), message: text.split("\n").at(-1) });
  }
  editor.mark(problems);
}

// A trace names lines too. Their links lead to the submission's page, and while there is an editor, to its lines.
lab.addEventListener("click", (event) => {
  const line = event.target.closest(".trace a")?.hash.match(/^#line-(\d+)$/)?.[1];
  if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show("code");
  editor.select(Number(line));
});

function announce() {
  const line = status().dataset.said ?? "";
  if (said.textContent !== line) said.textContent = line;
}

let before = status().dataset.state;
document.body.addEventListener("htmx:afterSettle", () => {
  const now = status().dataset.state;
  announce();
  if (now === before) return;
  if (now === "finished") markErrors();
  if (now === "finished" || now === "cancelled") window.htmx.trigger(document.body, "verdict-in");
  before = now;
});
document.body.addEventListener("htmx:configRequest", (event) => {
  // htmx sends the button that was pressed last, though it may be a key that sends now.
  if (event.target !== form) return;
  const { parameters, triggeringEvent } = event.detail;
  if (triggeringEvent?.submitter === runButton) parameters.checks = runButton.value;
  else delete parameters.checks;
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== form) return;
  before = "";
  status().setAttribute("aria-busy", "true");
  say(event.detail.requestConfig.parameters.checks ? "running" : "handingIn");
  show("verdict");
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== form) return;
  if (event.detail.successful) {
    if (status().dataset.state === "refused") saved = null;
    else localStorage.removeItem(localKey);
    say("");
  }
  // A button loses the focus while it can't be pressed.
  const pressed = event.detail.requestConfig.triggeringEvent?.submitter;
  if (document.activeElement === document.body) pressed?.focus({ preventScroll: true });
  if (status().getBoundingClientRect().top > window.innerHeight * 0.8) status().scrollIntoView({ block: "center" });
});
function failed(event) {
  if (event.target !== form) return;
  status().removeAttribute("aria-busy");
  keepHere(textarea.value);
  saved = null;
  say(event.detail.xhr.status === 403 ? "stale" : "noAnswer", true);
}
document.body.addEventListener("htmx:sendError", failed);
document.body.addEventListener("htmx:responseError", failed);

/* --- Tabs, on narrow screens -------------------------------------------------------------------------------------- */
const tabs = lab.querySelector(".lab-tabs");

function show(name) {
  lab.dataset.shown = name;
  for (const tab of tabs.querySelectorAll("button")) tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
}

// Each panel begins at its start and keeps its place, however far down the one before was read.
const places = {};
function turnTo(name) {
  const start = scrollY + lab.querySelector(".lab-header").getBoundingClientRect().bottom;
  const isBelow = scrollY > start - 1;  // the browser rounds where it scrolled to
  places[lab.dataset.shown] = scrollY;
  show(name);
  if (isBelow) scrollTo(0, Math.max(start, places[name] ?? 0));
}

tabs.hidden = false;
for (const tab of tabs.querySelectorAll("button")) tab.addEventListener("click", () => turnTo(tab.dataset.tab));
show(location.hash === "#verdict" ? "verdict" : "statement");
restoreLocalDraft();
upgrade();
