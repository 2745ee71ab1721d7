import "./copy.js";

// Definitions show by style alone while their word is pointed at or has the focus; Escape puts one away, as it must.
for (const term of document.querySelectorAll(".term")) {
  const forget = () => delete term.dataset.closed;
  term.addEventListener("mouseleave", forget);
  term.addEventListener("focusout", forget);
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:hover, .term:focus-within")) term.dataset.closed = "";
});

// A finger can't point: its first tap shows the definition, the second follows the link.
let tapped = null;
document.addEventListener("pointerdown", ({ target, pointerType }) => {
  const link = target.closest(".term > a");
  tapped = pointerType === "touch" && link !== document.activeElement ? link : null;
});
document.addEventListener("click", (event) => {
  if (!tapped?.contains(event.target)) return;
  event.preventDefault();
  tapped.focus({ preventScroll: true });
  tapped.scrollIntoView({ block: "nearest" });
  tapped = null;
});

// Items to check oneself by come by htmx. Both are fetched once the first item is two screens away, and never before the
// page is complete: htmx would wait for an event that has passed.
const items = document.querySelectorAll(".check-yourself");
const near = new IntersectionObserver((seen) => {
  if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
  near.disconnect();
  const script = document.createElement("script");
  script.src = document.querySelector('meta[name="htmx-script"]').content;
  document.head.append(script);
}, { rootMargin: "200% 0%" });
const watch = () => items.forEach((item) => near.observe(item));
if (document.readyState === "complete") watch();
else addEventListener("load", watch, { once: true });

// Who jumped to an item's link by keyboard stands in the item when it has come.
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (!target.matches(".check-yourself") || !target.contains(document.activeElement)) return;
  target.addEventListener("htmx:afterSwap", () => target.querySelector("input, select, textarea, button")?.focus({ preventScroll: true }), { once: true });
});
