// Behaviour every page shares: menus close, and a lost connection is said aloud.
import { gettext } from "./language.js";

import "./connection.js";

for (const menu of document.querySelectorAll("details.menu")) {
  const close = (focus) => {
    if (!menu.open) return;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  menu.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  menu.addEventListener("focusout", (event) => !menu.contains(event.relatedTarget) && event.relatedTarget && close(false));
  document.addEventListener("click", (event) => !menu.contains(event.target) && close(false));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const target = document.querySelector(button.dataset.copy);
  if (!navigator.clipboard || !target) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(target.value ?? target.textContent);
    button.textContent = gettext("Copied");
  });
}
