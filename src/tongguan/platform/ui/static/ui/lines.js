// Rows of a formset: add by cloning the template row, remove by marking DELETE. Without scripts the spare rows do.
import { say } from "./texts.js";

const hear = (grid, text) => { grid.querySelector("[data-lines-said]").textContent = text; };
const fixed = (grid) => !grid.querySelector("[data-line-add]");
const visible = (grid) => [...grid.querySelectorAll("[data-line]")].filter((row) => !row.hidden);

function renumber(grid) {
  visible(grid).forEach((row, index) => { row.querySelector("[data-line-number]").textContent = index + 1; });
}

function add(grid) {
  const total = grid.querySelector("input[name$='-TOTAL_FORMS']");
  const limit = Number(grid.querySelector("input[name$='-MAX_NUM_FORMS']")?.value || 1000);
  const index = Number(total.value);
  if (index >= limit || fixed(grid)) return;
  const holder = document.createElement("tbody");
  holder.append(grid.querySelector("template").content.cloneNode(true));
  for (const element of holder.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "data-field"]) {
      if (element.getAttribute(name)?.includes("__prefix__")) element.setAttribute(name, element.getAttribute(name).replaceAll("__prefix__", index));
    }
  }
  const row = holder.firstElementChild;
  grid.querySelector("tbody").append(row);
  total.value = index + 1;
  renumber(grid);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  hear(grid, say("row_added", { number: visible(grid).length }));
}

function remove(grid, row) {
  const around = visible(grid);
  const next = around[around.indexOf(row) + 1] ?? around[around.indexOf(row) - 1];
  row.querySelector("input[name$='-DELETE']").checked = true;
  row.hidden = true;
  renumber(grid);
  (next?.querySelector("input:not([type=hidden]), select") ?? grid.querySelector("[data-line-add]"))?.focus();
  hear(grid, say("row_removed"));
}

document.addEventListener("click", (event) => {
  const grid = event.target.closest("[data-lines]");
  if (!grid) return;
  if (event.target.closest("[data-line-add]")) add(grid);
  if (event.target.closest("[data-line-remove]")) remove(grid, event.target.closest("[data-line]"));
});

// In the grid: Ctrl+Enter adds a line; Alt with an arrow stays in the column.
document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.("[data-lines]");
  const row = event.target.closest?.("[data-line]");
  if (!grid || !row) return;
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    add(grid);
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const all = visible(grid);
    const target = all[all.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    target?.cells[event.target.closest("td").cellIndex]?.querySelector("input, select, textarea")?.focus();
  }
});
