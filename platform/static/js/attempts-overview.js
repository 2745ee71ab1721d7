// The list of all questions: answered or open, flagged or not. Flags are kept on the server as they are set.

import { fill, gettext } from "./language.js";
import { isBlank, readAnswer } from "./quiz-items.js";

export function createOverview(form, { address, token, announce }) {
  const jumps = new Map([...form.querySelectorAll("[data-jump]")].map((link) => [link.dataset.jump, link]));

  function show() {
    let answered = 0;
    for (const field of form.querySelectorAll("fieldset[data-position]")) {
      const isAnswered = "locked" in field.dataset ? isAnsweredBefore(field) : !isBlank(readAnswer(field));
      answered += isAnswered;
      mark(field.dataset.position, "is-answered", isAnswered);
    }
    document.getElementById("answered").textContent = answered;
    document.getElementById("progress").value = answered;
  }

  const isAnsweredBefore = (field) => jumps.get(field.dataset.position).classList.contains("is-answered");

  function mark(position, name, isOn) {
    const link = jumps.get(position);
    link.classList.toggle(name, isOn);
    const isAnswered = link.classList.contains("is-answered");
    const isFlagged = link.classList.contains("is-flagged");
    link.querySelector("[data-jump-name]").textContent =
      fill(isAnswered ? gettext("Question %(position)s, answered") : gettext("Question %(position)s, not answered"), { position }) +
      (isFlagged ? gettext(", flagged") : "");
  }

  async function flag(button) {
    const flagged = button.getAttribute("aria-pressed") !== "true";
    showFlag(button, flagged);
    try {
      const reply = await fetch(address(button.dataset.flag), {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ flagged }),
      });
      if (!reply.ok) throw new Error(reply.statusText);
    } catch {
      showFlag(button, !flagged);
      announce(gettext("The flag could not be kept. Try again when you are connected."));
    }
  }

  function showFlag(button, flagged) {
    button.setAttribute("aria-pressed", String(flagged));
    button.value = `${flagged ? "unflag" : "flag"}-${button.dataset.flag}`;
    button.querySelector("[data-flag-label]").textContent = flagged ? gettext("Flagged") : gettext("Flag");
    mark(button.dataset.flag, "is-flagged", flagged);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-flag]");
    if (!button) return;
    event.preventDefault();
    flag(button);
  });

  return { show };
}
