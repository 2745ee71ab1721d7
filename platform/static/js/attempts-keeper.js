// Keeps answers: first in localStorage, then on the server, one at a time, again and again until the server has spoken.

import { gettext } from "./language.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

export function createKeeper({ storageKey, address, token, revisionOf, onState, onError, onConflict, onFinished }) {
  const pending = new Map(read(storageKey));
  const refused = new Set();
  let isSending = false;
  let round = Promise.resolve();
  let wait = FIRST_WAIT_MS;
  let retry;

  function store() {
    try {
      if (pending.size) localStorage.setItem(storageKey, JSON.stringify([...pending]));
      else localStorage.removeItem(storageKey);
    } catch {
      // Storage is full or forbidden: answers still go to the server, they just don't survive a reload before that.
    }
  }

  function keep(position, { answer, certainty }) {
    const revision = pending.get(position)?.revision ?? Number(revisionOf(position).value);
    pending.set(position, { answer, certainty, revision });
    store();
    send();
  }

  // Resolves when nothing is left to send, or when the server could not be reached.
  function send() {
    if (!isSending) round = sendAll();
    return round;
  }

  async function sendAll() {
    isSending = true;
    clearTimeout(retry);
    try {
      while (pending.size) {
        onState("saving");
        const [position, draft] = pending.entries().next().value;
        if (!revisionOf(position)) forget(position, draft);  // checked meanwhile: it takes no more answers
        else if (!(await sendOne(position, draft))) return;
      }
      wait = FIRST_WAIT_MS;
      onState(refused.size ? "problem" : "saved");
    } finally {
      isSending = false;
    }
  }

  async function sendOne(position, draft) {
    let reply;
    let told;
    try {
      reply = await fetch(address(position), {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(draft),
      });
      told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    } catch {
      return later("offline");
    }
    if (reply.status === 401 || reply.status === 403) return later("signedout");
    if (reply.status >= 500 || reply.status === 429) return later("offline");
    settle(position, draft, reply.status, told);
    return reply.status !== 410;
  }

  function settle(position, draft, status, told) {
    const isNewest = forget(position, draft);
    if (status === 200) {
      revisionOf(position).value = told.revision;
      if (!isNewest) pending.get(position).revision = told.revision;
      refused.delete(position);
      onError(position, "");
      return;
    }
    if (status === 410) {
      pending.clear();
      store();
      onFinished(told.review);
      return;
    }
    if (status === 409 && "revision" in told) {
      revisionOf(position).value = told.revision;
      pending.delete(position);
      store();
      onConflict(position, told);
    } else {
      refused.add(position);
    }
    onError(position, told.detail ?? gettext("This answer could not be saved. Reload the page and try again."));
  }

  // Drop a draft that has been dealt with, unless a newer one took its place while it was under way.
  function forget(position, draft) {
    const isNewest = pending.get(position) === draft;
    if (isNewest) pending.delete(position);
    store();
    return isNewest;
  }

  function later(state) {
    onState(state);
    retry = setTimeout(send, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    return false;
  }

  return { keep, send, isBusy: () => isSending, waiting: () => [...pending] };
}

function read(storageKey) {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}
