// One question on the screen, by its kind. Each field calls `answer(value)`; none but the phone's text takes a key.
import { bundle, button, dayInWords, element, monthInWords, say } from "./words.js";
import { documentField } from "./document.js";

const pressed = (made, on) => { made.setAttribute("aria-pressed", String(on)); return made; };
const option = (text, on, act, code) => pressed(button(text, act, "", { className: "pick", data: { pick: code } }), on);
const group = (each, ...children) => element("div", { className: "picks", role: "group", "aria-label": say(`ask.${each.words}`) }, ...children);

function choice(each, given, answer) {
  const offered = each.kind === "yes_no" ? [["yes", say("ui.yes")], ["no", say("ui.no")]] : each.choices.map((code) => [code, say(`say.${each.words}.${code}`)]);
  return group(each, ...offered.map(([code, text]) => option(text, given === code, () => answer(code, true), code)));
}

function choices(each, given, answer) {
  const chosen = new Set(given ?? []);
  return group(each, ...each.choices.map((code) => option(say(`say.${each.words}.${code}`), chosen.has(code), () => {
    const had = chosen.has(code);
    // What may stand alone takes the others away, and they take it away: a contradiction cannot be tapped.
    if (code === each.exclusive) chosen.clear(); else chosen.delete(each.exclusive);
    if (had) chosen.delete(code); else chosen.add(code);
    answer(each.choices.filter((one) => chosen.has(one)));
  }, code)));
}

function accept(each, given, answer) {
  return element("div", { className: "stack" }, element("p", { className: "notice", textContent: say("ui.notice") }),
    group(each, option(say(`ask.${each.words}`), given === "yes", () => answer(given === "yes" ? "" : "yes"), "yes")));
}

/** A list of names found by their first letter. */
function names(rows, chosen, pick, label) {
  const list = element("div", { className: "names", role: "group", "aria-label": label });
  const letters = [...new Set(rows.map((row) => row[2]))];
  const show = (letter) => {
    const rest = letter ? rows.filter((row) => row[2] === letter) : rows;
    list.replaceChildren(...rest.map(([code, name]) => option(name, chosen(code), (event) => pick(code, event.currentTarget), code)));
    for (const each of index.children) pressed(each, each.dataset.letter === letter);
  };
  const index = element("div", { className: "letters" }, ...["", ...letters].map((letter) => button(letter || say("ui.all"), () => show(letter), "", { className: "letter", data: { letter } })));
  show("");
  return element("div", { className: "stack-tight" }, letters.length > 6 ? index : null, list);
}

function country(each, given, answer) {
  return names(bundle.countries, (code) => code === given, (code) => answer(code, true), say(`ask.${each.words}`));
}

function countries(each, given, answer) {
  const chosen = new Set(given ?? []);
  const count = element("p", { className: "muted", role: "status", textContent: say("ui.chosen", { count: chosen.size }) });
  return element("div", { className: "stack-tight" }, count, names(bundle.countries, (code) => chosen.has(code), (code, made) => {
    if (!chosen.delete(code)) chosen.add(code);
    pressed(made, chosen.has(code));
    count.textContent = say("ui.chosen", { count: chosen.size });
    answer([...chosen], false, true);
  }, say(`ask.${each.words}`)));
}

const port = (each, given, answer) => names(bundle.ports, (code) => code === given, (code) => answer(code, true), say(`ask.${each.words}`));

/** A column that turns: one step with the buttons, any value by tapping the middle. */
function wheel(label, values, now, turn) {
  const place = () => Math.max(0, values.findIndex(([code]) => code === now));
  const shown = button("", () => { grid.hidden = !grid.hidden; }, "", { className: "wheel-value" });
  const grid = element("div", { className: "wheel-grid", hidden: true }, ...values.map(([code, text]) => button(text, () => { set(code); grid.hidden = true; }, "", { className: "letter", data: { value: code } })));
  const set = (code, quiet) => { now = code; shown.textContent = values[place()]?.[1] ?? ""; shown.setAttribute("aria-label", `${label}: ${shown.textContent}`); if (!quiet) turn(code); };
  const step = (by) => set(values[(place() + by + values.length) % values.length][0]);
  set(values[place()][0], true);
  return element("div", { className: "wheel", data: { wheel: label } }, element("span", { className: "wheel-label", textContent: label }),
    button("▲", () => step(-1), "", { className: "wheel-step", "aria-label": say("ui.less", { name: label }) }), shown,
    button("▼", () => step(1), "", { className: "wheel-step", "aria-label": say("ui.more", { name: label }) }), grid);
}

function date(each, given, answer) {
  const [from, to] = each.days ?? [-3650, 3650];
  const days = Array.from({ length: to - from + 1 }, (_none, place) => new Date(Date.parse(`${bundle.today}T00:00:00Z`) + (from + place) * 86400000).toISOString().slice(0, 10));
  let now = days.includes(given) ? given : bundle.today;
  const said = element("p", { className: "chosen", role: "status" });
  const place = element("div", { className: "wheels" });
  const draw = () => {
    const part = (start, end, of) => [...new Set(days.filter((day) => day.startsWith(of)).map((day) => day.slice(start, end)))];
    const turn = (wanted) => { now = days.filter((day) => day.startsWith(wanted)).reduce((best, day) => Math.abs(day.slice(8) - now.slice(8)) < Math.abs(best.slice(8) - now.slice(8)) ? day : best, days.find((day) => day.startsWith(wanted))); draw(); answer(now, false, true); };
    place.replaceChildren(wheel(say("ui.year"), part(0, 4, "").map((year) => [year, year]), now.slice(0, 4), turn),
      wheel(say("ui.month"), part(5, 7, now.slice(0, 4)).map((month) => [month, monthInWords(Number(month))]), now.slice(5, 7), (month) => turn(`${now.slice(0, 5)}${month}`)),
      wheel(say("ui.day"), part(8, 10, now.slice(0, 7)).map((day) => [day, String(Number(day))]), now.slice(8), (day) => turn(`${now.slice(0, 8)}${day}`)));
    said.textContent = dayInWords(now);
  };
  draw();
  if (given !== now) answer(now, false, true);
  return element("div", { className: "stack" }, said, place);
}

/** Digits by touch. */
function pad(now, most, change, plus = false) {
  const shown = element("output", { className: "digits", textContent: now || "–" });
  const set = (text) => { now = text; shown.textContent = now || "–"; change(now); };
  const keys = [..."123456789", ...(plus ? ["+"] : []), "0"].map((key) => button(key, () => { if (now.length < most && (key !== "+" || !now)) set(now + key); }, "", { className: "letter", data: { key } }));
  return element("div", { className: "pad" }, shown, ...keys, button("⌫", () => set(now.slice(0, -1)), "", { className: "letter", "aria-label": say("ui.delete"), data: { key: "back" } }));
}
const digits = (each, given, answer) => pad(given ?? "", each.limit, (text) => answer(text, false, true), each.limit > 9);

const SIGNS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].map((sign) => [sign, sign]);
function flight(each, given, answer) {
  const now = { first: given?.[0] ?? "C", second: given?.[1] ?? "A", number: given?.slice(2) ?? "" };
  const change = () => answer(now.number ? `${now.first}${now.second}${now.number}` : "", false, true);
  return element("div", { className: "stack" }, element("p", { className: "wheel-label", textContent: say("ui.airline") }),
    element("div", { className: "wheels", dir: "ltr" }, wheel("1", SIGNS, now.first, (sign) => { now.first = sign; change(); }), wheel("2", SIGNS, now.second, (sign) => { now.second = sign; change(); })),
    element("p", { className: "wheel-label", textContent: say("ui.number") }), pad(now.number, 4, (text) => { now.number = text; change(); }));
}

function seat(each, given, answer) {
  const now = { row: given?.slice(0, -1) ?? "", letter: given?.slice(-1) ?? "" };
  const change = () => answer(now.row && now.letter ? `${now.row}${now.letter}` : "", false, true);
  const letters = element("div", { className: "letters", dir: "ltr" }, ...[..."ABCDEFGHIJK"].map((letter) => pressed(button(letter, (event) => {
    now.letter = letter;
    for (const one of letters.children) pressed(one, one === event.currentTarget);
    change();
  }, "", { className: "letter", data: { letter } }), now.letter === letter)));
  return element("div", { className: "stack" }, element("p", { className: "wheel-label", textContent: say("ui.row") }), pad(now.row, 2, (text) => { now.row = text.replace(/^0+/, ""); change(); }),
    element("p", { className: "wheel-label", textContent: say("ui.letter") }), letters);
}

function text(each, given, answer) {
  const made = element("textarea", { className: "typed", rows: each.limit > 60 ? 3 : 1, maxLength: each.limit, value: given ?? "", autocomplete: "off", "aria-label": say(`ask.${each.words}`) });
  made.addEventListener("input", () => answer(made.value, false, true));
  return made;
}

const KINDS = { choice, yes_no: choice, choices, accept, country, countries, port, date, digits, flight, seat, text, document: documentField };
export const field = (each, given, answer) => KINDS[each.kind](each, given, answer);
