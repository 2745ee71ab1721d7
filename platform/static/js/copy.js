// Gives every block of code a button that copies it. Blocks of plain text are output, and get none.
import { gettext } from "./language.js";

const SAYS_SO_MS = 2000;
const blocks = document.querySelectorAll(".lesson-body > .prose pre > code, .lab-statement .prose pre > code");
const said = document.createElement("p");
said.className = "visually-hidden";
said.role = "status";

async function copy(button, code) {
  const copied = await navigator.clipboard.writeText(code.textContent).then(() => true, () => false);
  button.textContent = said.textContent = copied ? gettext("Copied") : gettext("Not copied");
  setTimeout(() => {
    button.textContent = gettext("Copy");
    said.textContent = "";
  }, SAYS_SO_MS);
}

if (navigator.clipboard) {
  document.body.append(said);
  for (const code of blocks) {
    if (code.matches(".language-text")) continue;
    const button = document.createElement("button");
    button.className = "copy no-print";
    button.type = "button";
    button.textContent = gettext("Copy");
    button.addEventListener("click", () => copy(button, code));
    const holder = document.createElement("div");
    holder.className = "copied-from";
    code.parentElement.replaceWith(holder);
    holder.append(button, code.parentElement);
  }
}
