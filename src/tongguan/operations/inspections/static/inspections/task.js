// The forms of one inspection, drawn for the step that comes next.
import { fill, texts } from "./state.js";

export function element(tag, given = {}, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}

export function field(name, label, given = {}) {
  const id = `f-${name}`;
  const input = element(given.rows ? "textarea" : "input", { id, name, autocomplete: "off", ...given });
  return element("div", { className: "field" }, element("label", { htmlFor: id, textContent: label }), input);
}

export function select(name, label, choices) {
  const id = `f-${name}`;
  const list = element("select", { id, name, required: true }, element("option", { value: "", textContent: texts.choose }));
  for (const [value, words] of choices) list.append(element("option", { value, textContent: `${/^\d/.test(value) ? `${value} ` : ""}${words}` }));
  return element("div", { className: "field" }, element("label", { htmlFor: id, textContent: label }), list);
}

export function picks(name, label, choices) {
  const set = element("fieldset", { className: "picks" }, element("legend", { textContent: label }));
  for (const [value, words] of choices) set.append(element("label", {}, element("input", { type: "checkbox", name, value }), words));
  return set;
}

export function shots(task, words, photos, onFile) {
  const list = element("div", { className: "shots" }, element("strong", { textContent: texts.photos }));
  for (const [kind, title] of Object.entries(words.photos)) {
    const taken = photos.filter((photo) => photo.kind === kind);
    const needed = task.mandatory.includes(kind);
    const last = taken.at(-1);
    const mark = last ? element("img", { src: URL.createObjectURL(last.blob), alt: title }) : element("span", { className: "blank" });
    const about = last ? `${taken.length} · ${last.digest.slice(0, 8)} · ${last.latitude ? texts.where : texts.nowhere}` : needed ? texts.needed : "";
    const input = element("input", { type: "file", accept: "image/*" });
    input.setAttribute("capture", "environment");
    input.setAttribute("aria-label", title);
    input.addEventListener("change", () => input.files[0] && onFile(input.files[0], kind));
    const button = element("label", { className: "button" }, last ? texts.again : texts.take, input);
    if (needed && !last) button.dataset.kind = "primary";
    const row = element("div", { className: "shot" }, mark, element("span", {}, title, element("small", { textContent: about })), button);
    if (needed && !last) row.dataset.needed = "";
    list.append(row);
  }
  return list;
}

const compact = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** What still keeps the step from being taken, in words; the server checks everything again. */
export function faultOf(step, task, words, photos, data) {
  if (step === "arrive" && task.container && compact(data.container ?? "") !== task.container) return fill(texts.wrong_container, { ordered: task.container });
  if (step !== "submit") return "";
  const missing = task.mandatory.filter((kind) => !photos.some((photo) => photo.kind === kind)).map((kind) => words.photos[kind]);
  if (!data.result) missing.push(texts.result);
  if (!data.checks?.length) missing.push(texts.checks);
  return missing.length ? fill(texts.missing, { what: missing.join(", ") }) : "";
}
