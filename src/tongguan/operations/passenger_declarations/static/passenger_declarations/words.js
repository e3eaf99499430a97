// The page's data and its words. Nothing here falls back to another language: a missing key shows itself in tests.
export const bundle = JSON.parse(document.getElementById("declare-bundle").textContent);
const { lang } = document.documentElement;
/** The code of the language as the server knows it. */
export const { language } = document.documentElement.dataset;

export const say = (key, values = {}) => bundle.words[key].replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? bundle.limits[name] ?? ""));

const names = (rows) => Object.fromEntries(rows.map(([code, name]) => [code, name]));
const countries = names(bundle.countries);
const ports = names(bundle.ports);
export const lists = { country: Object.keys(countries), port: Object.keys(ports) };

const long = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC", calendar: "gregory", numberingSystem: "latn" });
const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", calendar: "gregory", numberingSystem: "latn" });
const months = new Intl.DateTimeFormat(lang, { month: "short", timeZone: "UTC", calendar: "gregory" });
export const dayInWords = (text) => long.format(new Date(`${text}T00:00:00Z`));
export const momentInWords = (text) => moment.format(new Date(text));
export const monthInWords = (number) => months.format(new Date(Date.UTC(2000, number - 1, 1)));

/** One answer in words. */
export function answerInWords(each, given, facts) {
  if (given === undefined || given === null || given === "" || (Array.isArray(given) && !given.length)) return say("ui.unanswered");
  const all = Array.isArray(given) ? given : [given];
  switch (each.kind) {
    case "choice": case "choices": return all.map((one) => say(`say.${each.words}.${one}`)).join(" · ");
    case "yes_no": case "accept": return say(given === "yes" ? "ui.yes" : "ui.no");
    case "country": case "countries": return all.map((code) => countries[code] ?? code).join(" · ");
    case "port": return ports[given] ?? given;
    case "date": return dayInWords(given);
    case "document": return [facts.name, facts.number].filter(Boolean).join(" · ") || say("ui.unanswered");
    default: return String(given);
  }
}
export const countryName = (code) => countries[code] ?? code;

export function element(tag, given = {}, ...children) {
  const { data, ...properties } = given;
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, text] of Object.entries(data ?? {})) made.dataset[name] = text;
  for (const [name, text] of Object.entries(properties)) if (name.startsWith("aria-") || name === "role") made.setAttribute(name, text);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
export function button(text, act, kind = "", given = {}) {
  const made = element("button", { type: "button", textContent: text, ...given, className: `button ${given.className ?? ""}`.trim() });
  if (kind) made.dataset.kind = kind;
  made.addEventListener("click", act);
  return made;
}
