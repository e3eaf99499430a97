// The boxes an analyst drew: a list beside the image, and the form's field that carries them.
const fill = (pattern, values) => (pattern ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

export function openMarks(given, form, texts) {
  const list = form?.querySelector("[data-marks]");
  const empty = form?.querySelector("[data-no-marks]");
  const field = form?.querySelector("[data-regions]");
  const before = field?.value ? JSON.parse(field.value) : [];
  const marks = { all: [...given, ...before], onChange: () => {}, add };

  function add(mark) {
    marks.all.push(mark);
    show();
    list.querySelector("li:last-child input")?.focus();
  }

  function keep() {
    if (field) field.value = JSON.stringify(marks.all);
    marks.onChange();
  }

  function row(mark, index) {
    const line = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "number", textContent: index + 1 });
    const note = Object.assign(document.createElement("input"), { value: mark.note ?? "", maxLength: 200 });
    note.setAttribute("aria-label", fill(texts.mark, { number: index + 1 }));
    note.addEventListener("input", () => { mark.note = note.value; keep(); });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "×" });
    remove.dataset.kind = "quiet";
    remove.setAttribute("aria-label", texts.remove ?? "");
    remove.addEventListener("click", () => { marks.all.splice(index, 1); show(); });
    line.append(name, note, remove);
    return line;
  }

  function show() {
    keep();
    if (!list) return;
    list.replaceChildren(...(marks.all.length ? marks.all.map(row) : [empty]));
  }

  show();
  return marks;
}
