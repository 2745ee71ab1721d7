// Draws the formulas of a page, and of what htmx brings later. KaTeX itself is loaded before this by its own tag.
const LONGEST_UNBROKEN = 24; // characters of TeX

function draw(root) {
  for (const element of root.querySelectorAll(".math:not([data-drawn])")) {
    const display = element.classList.contains("display");
    const tex = element.textContent.trim().replace(/^\$+|\$+$/g, "");
    element.dataset.drawn = "";
    if (display) element.tabIndex = 0; // a wide formula scrolls, by keyboard too
    window.katex.render(tex, element, { displayMode: display, throwOnError: false });
    if (!display && tex.length <= LONGEST_UNBROKEN) keepPunctuation(element);
  }
}

// A browser may break a line between a formula and the comma after it; a short formula takes the comma along.
function keepPunctuation(element) {
  const mark = element.nextSibling?.nodeType === Node.TEXT_NODE && element.nextSibling.data.match(/^[.,;:!?)]+/)?.[0];
  if (!mark) return;
  element.nextSibling.data = element.nextSibling.data.slice(mark.length);
  element.append(mark);
  element.classList.add("unbroken");
}

draw(document);
document.addEventListener("htmx:load", (event) => draw(event.target));
