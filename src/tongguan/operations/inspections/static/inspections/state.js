// What the top of the page says about sending.
export const texts = JSON.parse(document.getElementById("phone-texts").textContent);
export const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

export function show(told) {
  const line = document.querySelector("[data-sync]");
  line.dataset.tone = told.refused || told.hash ? "bad" : told.waiting ? "warn" : "";
  if (told.hash) line.textContent = texts.hash_differs;
  else if (told.refused) line.textContent = texts.conflict;
  else if (told.waiting) line.textContent = `${fill(texts.waiting, { count: told.waiting })} · ${texts.offline}`;
  else line.textContent = navigator.onLine ? "" : texts.offline;
}
