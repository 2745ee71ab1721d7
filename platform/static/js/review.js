// Lets the keys 1 to 4 press the rating buttons. Who uses keys for other things, such as by voice, switches it off.

const STORED = "review-keys";
const form = document.getElementById("rate");
const box = document.getElementById("rate-keys");
const buttons = [...form.querySelectorAll("[name=rating]")];

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function show() {
  buttons.forEach((button) => box.checked ? button.setAttribute("aria-keyshortcuts", button.value) : button.removeAttribute("aria-keyshortcuts"));
}

box.checked = stored() !== "off";
box.closest("label").hidden = false;
show();
box.addEventListener("change", () => {
  show();
  try {
    localStorage.setItem(STORED, box.checked ? "on" : "off");
  } catch {
    // Storage is forbidden: the choice holds on this page.
  }
});
document.addEventListener("keydown", (event) => {
  if (!box.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  buttons.find((button) => button.value === event.key)?.click();
});
