// Draws the formulas of a page, and of what htmx brings later. KaTeX itself is loaded before this by its own tag.
function draw(root) {
  for (const element of root.querySelectorAll(".math:not([data-drawn])")) {
    const display = element.classList.contains("display");
    const tex = element.textContent.trim().replace(/^\$+|\$+$/g, "");
    element.dataset.drawn = "";
    if (display) element.tabIndex = 0; // a wide formula scrolls, by keyboard too
    window.katex.render(tex, element, { displayMode: display, throwOnError: false });
  }
}

draw(document);
document.addEventListener("htmx:load", (event) => draw(event.target));
