// Checks FEEL while it is typed: the cell goes to the server, which reads it with the names that its decision knows, and what is wrong is shown below it
// with its place. Without this script the same check runs when the form is saved.
for (const form of document.querySelectorAll("form[data-check]")) {
  const waiting = new Map();
  form.addEventListener("input", (event) => {
    const cell = event.target;
    if (!cell.matches("[data-feel]")) return;
    clearTimeout(waiting.get(cell));
    waiting.set(cell, setTimeout(() => check(cell), 250));
  });

  async function check(cell) {
    const fields = new FormData();
    for (const name of ["__RequestVerificationToken", "state"]) fields.set(name, form.elements[name].value);
    fields.set("cell", cell.name);
    fields.set("text", cell.value);
    const text = cell.value;
    let said;
    try {
      const response = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(fields) });
      if (!response.ok) return;
      said = await response.json();
    } catch {
      return;
    }
    // What was typed meanwhile has a check of its own.
    if (cell.value !== text) return;
    const place = document.getElementById(`${cell.id}-problem`);
    place.replaceChildren(...said.problems.map((problem) => shown(problem, text)));
    if (said.problems.length === 0 && said.words) {
      const words = document.createElement("span");
      words.className = "hint";
      words.textContent = `says: ${said.words}`;
      place.append(words);
    }
    if (said.problems.length > 0) cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
  }

  function shown(problem, text) {
    const words = document.createElement("span");
    words.textContent = `${problem.message} (line ${problem.line}, place ${problem.column})`;
    const line = text.split("\n")[problem.line - 1] ?? "";
    const caret = document.createElement("code");
    caret.setAttribute("aria-hidden", "true");
    caret.textContent = `${line.slice(0, problem.column - 1)}▲${line.slice(problem.column - 1)}`;
    words.append(document.createElement("br"), caret);
    return words;
  }
}

// Leaving asks where something typed was not saved. What a refused form sent is unsaved from the start.
const unsaved = new Set(document.querySelectorAll("form[data-unsaved=yes]"));
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
}
addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});
