// Gives every Markdown field of the admin a button that shows what the text becomes.

const SELECTOR = "textarea[data-preview-url]";

function addButton(area) {
  if (area.dataset.hasPreview) return;
  area.dataset.hasPreview = "yes";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "markdown-preview-button";
  button.textContent = "Preview";
  const panel = document.createElement("div");
  panel.className = "markdown-preview prose";
  panel.setAttribute("aria-live", "polite");
  panel.hidden = true;
  button.addEventListener("click", () => show(area, panel));
  area.after(button, panel);
}

async function show(area, panel) {
  panel.hidden = false;
  const body = new FormData();
  body.set("text", area.value);
  body.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(area.dataset.previewUrl, { method: "POST", body });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    panel.innerHTML = await response.text(); // Sanitised by the server.
  } catch (error) {
    panel.textContent = `No preview: ${error.message}.`;
  }
}

function addButtons(root) {
  root.querySelectorAll(SELECTOR).forEach((area) => {
    if (!area.name.includes("__prefix__")) addButton(area);
  });
}

addButtons(document);
document.addEventListener("formset:added", (event) => addButtons(event.target));
