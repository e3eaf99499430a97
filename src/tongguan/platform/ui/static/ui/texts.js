// The page's own sentences, in its language.
const texts = JSON.parse(document.getElementById("ui-texts")?.textContent ?? "{}");
export const units = texts.units ?? [];
export const soonSeconds = texts.soon ?? 0;

export function say(name, values = {}) {
  return fill(texts[name] ?? "", values);
}

export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function icon(name) {
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "/static/ui/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
