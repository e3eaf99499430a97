// The wall never scrolls: of the alerts as many are shown as there is room for, and the link below says how many more
// there are. What found no room has wrapped into a second column (see centre.css); nobody should tab to it either.
function fit() {
  for (const list of document.querySelectorAll("[data-fit]")) {
    const rows = [...list.children];
    const edge = rows[0]?.offsetLeft ?? 0;
    const shown = rows.filter((row) => row.offsetLeft <= edge);
    for (const row of rows) row.inert = !shown.includes(row);
    const link = document.getElementById(list.dataset.fit);
    const rest = Math.max(Number(link.dataset.total), rows.length) - shown.length;
    link.toggleAttribute("data-none", rest <= 0);
    if (rest > 0) link.textContent = link.dataset.words.replace("{n}", rest);
  }
}

fit();
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.body.addEventListener(name, fit);
addEventListener("resize", fit);
document.fonts.ready.then(fit);
