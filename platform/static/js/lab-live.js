// Live updates of #status by server-sent events. While a stream is open, the polling that the page begins with is held back; it goes on
// when there is no stream, when one breaks, and until one is open. Streams speak English; in another language they say only that something
// changed.
const QUIET_MS = 15000;
const SPEAKS_ENGLISH = document.documentElement.lang === "en";
let source = null;
let path = "";
let quietUntil = 0;

const status = () => document.getElementById("status");
const waits = () => ["queued", "running"].includes(status()?.dataset.state);
const isOpen = () => source?.readyState === EventSource.OPEN;

function close() {
  source?.close();
  source = null;
  path = "";
}

function fetchStatus() {
  window.htmx.ajax("GET", status().getAttribute("hx-get"), { target: "#status", swap: "outerHTML" });
}

function take(event) {
  const { state, line, html } = JSON.parse(event.data);
  if (!waits()) return;
  if (!SPEAKS_ENGLISH) fetchStatus();
  else if (html) window.htmx.swap("#status", html, { swapStyle: "outerHTML" });
  else if (status().dataset.state === state) document.getElementById("status-line").textContent = line;
  else fetchStatus(); // it waits again, because its worker was lost
}

function open(address) {
  close();
  path = new URL(address, location).pathname;
  source = new EventSource(address);
  source.addEventListener("status", take);
  source.addEventListener("ended", () => {
    close();
    if (waits()) fetchStatus();
  });
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return; // it connects again by itself
    close();
    quietUntil = Date.now() + QUIET_MS;
  });
}

// A fragment that came from a page names where to listen; one that came through a stream doesn't.
function follow() {
  if (!waits()) {
    close();
    return;
  }
  const address = status().dataset.events;
  if (!address || new URL(address, location).pathname === path || Date.now() < quietUntil) return;
  open(address);
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "status" && isOpen()) event.preventDefault();
});
document.body.addEventListener("htmx:afterSettle", follow);
follow();
