// The keyboard: ? lists, / searches, j and k walk rows, Enter or o opens, g and a letter goes to a menu entry,
// and any [data-hotkey] in the row at hand, else on the page, is pressed by its letter.
import { fill } from "./texts.js";

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
const opener = (row) => row.querySelector("[data-row-open]") ?? row.querySelector("a, button");
let going = 0;

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest?.("[data-row]"));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  opener(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("main input[type=search]") ?? document.querySelector("#bar-search");
  field?.focus();
  field?.select();
}

function press(letter) {
  const row = document.activeElement.closest?.("[data-row]");
  const scope = row?.querySelector(`[data-hotkey="${CSS.escape(letter)}"]`)
    ?? [...document.querySelectorAll(`[data-hotkey="${CSS.escape(letter)}"]`)].find((each) => !each.closest("[data-row]"));
  scope?.click();
  return Boolean(scope);
}

function list() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return;
  const more = dialog.querySelector("[data-shortcuts-more]");
  const entries = document.createElement("dl");
  entries.className = "shortcuts";
  const seen = new Set();
  const add = (keys, words) => {
    if (seen.has(keys.join())) return;
    seen.add(keys.join());
    const term = document.createElement("dt");
    for (const key of keys) term.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
    entries.append(term, Object.assign(document.createElement("dd"), { textContent: words }));
  };
  for (const each of document.querySelectorAll("[data-hotkey]")) add([each.dataset.hotkey], each.querySelector("span")?.textContent ?? "");
  for (const each of document.querySelectorAll("[data-key]")) {
    add(["g", each.dataset.key], fill(more.dataset.go, { place: each.querySelector("span")?.textContent ?? each.textContent.trim() }));
  }
  more.replaceChildren(...(entries.children.length ? [document.createElement("hr"), entries] : []));
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target) && !document.querySelector("dialog[open]")) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    const entry = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (entry) { event.preventDefault(); entry.click(); }
    return;
  }
  const commands = {
    "?": list, "/": search, j: () => walk(1), k: () => walk(-1), g: () => { going = Date.now(); },
    o: () => { const row = document.activeElement.closest?.("[data-row]"); if (row) opener(row)?.click(); else press("o"); },
  };
  if (Object.hasOwn(commands, event.key)) { event.preventDefault(); commands[event.key](); }
  else if (event.key.length === 1 && press(event.key)) event.preventDefault();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-shortcuts-open]")) list(); });
