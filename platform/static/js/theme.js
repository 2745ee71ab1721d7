// Runs in <head>, before the first paint, so that a stored theme never flashes.
(() => {
  const key = "theme";
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];

  function stored() {
    try {
      const theme = localStorage.getItem(key);
      return themes.includes(theme) ? theme : "system";
    } catch {
      return "system"; // storage is switched off
    }
  }

  function apply(theme) {
    if (theme === "system") root.removeAttribute("data-theme");
    else root.dataset.theme = theme;
  }

  function choose(theme) {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // The choice then lasts for this page only.
    }
    apply(theme);
    document.dispatchEvent(new CustomEvent("theme-chosen", { detail: theme }));
  }

  function showOnButton(button, theme) {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    button.dataset.theme = theme;
    const gettext = window.gettext ?? ((sentence) => sentence);
    const names = { system: gettext("system"), light: gettext("light"), dark: gettext("dark") };
    const say = (sentence) => sentence.replace("%(theme)s", names[theme]).replace("%(next)s", names[next]);
    button.setAttribute("aria-label", say(gettext("Theme: %(theme)s. Switch to %(next)s.")));
    button.title = say(gettext("Theme: %(theme)s"));
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme-toggle");
    const radios = document.querySelectorAll("input[name='theme']");
    const show = (theme) => {
      if (button) showOnButton(button, theme);
      for (const radio of radios) radio.checked = radio.value === theme;
    };
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => choose(themes[(themes.indexOf(stored()) + 1) % themes.length]));
    }
    for (const radio of radios) radio.addEventListener("change", () => choose(radio.value));
    document.addEventListener("theme-chosen", (event) => show(event.detail));
    show(stored());
  });
})();
