// Dialogs, folding menus and the side menu of narrow screens.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog")) event.target.close();
  for (const fold of document.querySelectorAll("details[data-fold][open]")) if (!fold.contains(event.target)) fold.open = false;
  const toggle = event.target.closest("[data-menu-toggle]");
  if (toggle) {
    event.preventDefault();
    document.getElementById("menu")?.toggleAttribute("data-open");
  }
});

// What a person folded stays folded on this device; the group of the page at hand is always open.
const FOLDED = "menu-groups";
const groups = [...document.querySelectorAll("[data-menu-group]")];
let kept = {};
try { kept = JSON.parse(localStorage.getItem(FOLDED)) ?? {}; } catch { /* a private window keeps nothing */ }
for (const group of groups) {
  const open = kept[group.dataset.menuGroup];
  if (typeof open === "boolean" && !group.querySelector("[aria-current]")) group.open = open;
  group.querySelector("summary").addEventListener("click", () => {
    kept[group.dataset.menuGroup] = !group.open;
    try { localStorage.setItem(FOLDED, JSON.stringify(kept)); } catch { /* as above */ }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const fold of document.querySelectorAll("details[data-fold][open]")) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const words = event.submitter?.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});
