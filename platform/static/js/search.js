// The key "/" goes to the search box, except where somebody types; the search page can switch it off.
const key = "search-shortcut";
const page = document.querySelector(".search-link");

function isOn() {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true; // storage is switched off
  }
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input, textarea, select, [contenteditable], [role='textbox']");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.defaultPrevented || !isOn() || isTyping(event.target)) return;
  event.preventDefault();
  const box = [...document.querySelectorAll("[data-search]")].reverse().find((input) => input.checkVisibility());
  if (!box) {
    window.location.assign(page.href); // a narrow screen shows a link instead
    return;
  }
  box.focus();
  box.select();
});

const choice = document.querySelector("[data-search-shortcut]");
if (choice) {
  document.querySelector("[data-search-key]").hidden = false;
  choice.checked = isOn();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(key, choice.checked ? "on" : "off");
    } catch {
      // The choice can't be kept.
    }
  });
}
