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
