// Counts down by the server's clock: this one may be wrong, and the server's is the one that closes the attempt.

import { fill, gettext, ngettext } from "./language.js";

const SPOKEN_SECONDS = [600, 300, 60, 30];

function spokenTime(seconds) {
  const minutes = seconds / 60;
  return seconds >= 60
    ? fill(ngettext("%(number)s minute left", "%(number)s minutes left", minutes), { number: minutes })
    : fill(ngettext("%(number)s second left", "%(number)s seconds left", seconds), { number: seconds });
}

export function startCountdown({ dueAt, serverNow, element, announce, onEnd }) {
  const startedAt = performance.now();
  const secondsLeft = () => Math.max(0, Math.ceil((dueAt - serverNow - (performance.now() - startedAt)) / 1000));
  const line = element.parentElement;
  const markAt = (left) => SPOKEN_SECONDS.filter((seconds) => left <= seconds).pop() ?? Infinity;
  let spoken = markAt(secondsLeft());

  function tick() {
    const left = secondsLeft();
    line.replaceChildren(`${gettext("Time left")} `, element);
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    line.classList.toggle("is-short", left <= 60);
    const mark = markAt(left);
    if (mark < spoken) {
      spoken = mark;
      announce(spokenTime(mark));
    }
    if (left > 0) return;
    clearInterval(timer);
    announce(gettext("Time is up. Your answers are being marked."));
    onEnd();
  }

  const timer = setInterval(tick, 500);
  tick();
}
