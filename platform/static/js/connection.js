// Says when the browser has lost the network or the site does not answer, and when it is back. Pages send by themselves what they kept.
const BACK_MS = 5000;
const bar = document.getElementById("connection");
let timer;

function say(state) {
  clearTimeout(timer);
  bar.dataset.state = state;
  bar.textContent = bar.dataset[state] ?? "";
}

// A page may ask each second; what has been said is not said again.
function lost() {
  const state = navigator.onLine ? "unreachable" : "offline";
  if (bar.dataset.state !== state) say(state);
}

function back() {
  if (!bar.dataset.state) return;
  say("back");
  timer = setTimeout(say, BACK_MS, "");
}

window.addEventListener("offline", lost);
window.addEventListener("online", back);
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:beforeOnLoad", () => ["unreachable", "offline"].includes(bar.dataset.state) && back());
if (!navigator.onLine) lost();
