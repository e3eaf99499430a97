// The gate's page: judged here at once, told to the server at once or later; what counts no more is kept as a list.
import { documentKey, DIGITS, judge, readList } from "./verify.js";
import { readZone } from "./mrz.js";
import { keepsOffline } from "../ui/signout.js";

// Signing out takes list, memory and page; scans that were not told yet stay under another name until somebody signs in.
const MARKS = "traveller-gate:";
keepsOffline("traveller-gate", "traveller-gate-", MARKS);
const place = (name) => (name === "scans" ? "traveller-scans" : MARKS + name);

const bundle = JSON.parse(document.getElementById("gate-bundle").textContent);
const { texts, addresses } = bundle;
const form = document.querySelector("[data-scan]");
const answer = document.querySelector("[data-answer]");
const state = document.querySelector("[data-state]");
const kept = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(place(name))) ?? otherwise; } catch { return otherwise; } };
const keep = (name, value) => localStorage.setItem(place(name), JSON.stringify(value));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const inWords = (ms) => new Date(ms).toLocaleString(document.documentElement.lang);
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const post = (url, body) => fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": token() } });
let list = null;
let half = "";

function documentOf(text) {
  const plain = text.trim();
  if (!plain) return null;
  const [issuer, ...rest] = plain.split(":");
  if (rest.length) return documentKey(issuer, rest.join(":"));
  const today = new Date().toISOString().slice(0, 10);
  const { fields } = readZone(plain, today);
  return documentKey(fields.issuer ?? "", fields.number ?? "");
}

function show(reason, facts, by, notes = []) {
  const valid = reason === "valid";
  answer.dataset.tone = !valid ? "bad" : facts.colour === "green" ? "good" : facts.colour === "yellow" ? "warn" : "bad";
  answer.dataset.reason = reason;
  answer.dataset.by = by;
  const line = (text, name) => Object.assign(document.createElement("p"), { textContent: text, className: name });
  const parts = [line(valid ? bundle.colours[facts.colour] : bundle.reasons[reason] ?? reason, "said")];
  if (facts) parts.push(line(`${facts.flight} ${facts.day}`, "flight code"), line(fill(texts.until, { time: inWords(facts.expires) }), "muted"));
  answer.replaceChildren(...parts, ...notes.map((text) => line(text, "")), line(texts[by], "muted"));
}

function notesOf(checked, alone) {
  const found = [checked ? texts.document : texts.no_document];
  if (!alone) return found;
  if (!list) found.push(texts.no_list);
  else if (Date.now() - list.at > bundle.list_age_minutes * 60000) found.push(fill(texts.stale, { time: inWords(list.at) }));
  return found;
}

function standing() {
  const waiting = kept("scans", []).length;
  state.textContent = waiting ? fill(texts.unsent, { count: waiting }) : "";
}

async function scan(code, shown) {
  const started = performance.now();
  const now = Date.now();
  const own = new Map(list?.serials ?? []);
  for (const serial of Object.keys(kept("used", {}))) own.set(serial, "used");
  let found = null;
  try { found = await judge(code, bundle.keys, now, documentOf(shown), own); } catch { found = null; }
  if (found) show(found.reason, found.content, "offline", notesOf(found.checked, true)); else answer.replaceChildren(texts.cannot);
  answer.dataset.ms = String(Math.round(performance.now() - started));
  const gate = form.elements.gate.value;
  try {
    const told = await post(addresses.scan, { code, document: shown.trim() || null, gate });
    if (!told.ok) throw new Error(String(told.status));
    const verdict = await told.json();
    show(verdict.reason, verdict.flight || verdict.expires_at ? { ...verdict, day: verdict.travel_date, expires: Date.parse(verdict.expires_at) } : null, "online", notesOf(verdict.document_checked, false));
    remember(verdict.valid && verdict.serial, Date.parse(verdict.expires_at));
  } catch (error) {
    if (found?.reason !== "valid" || /^4/.test(error.message)) return;
    keep("scans", [...kept("scans", []), { code, document: shown.trim() || null, at: new Date(now).toISOString() }]);
    remember(found.content.serial, found.content.expires);
    standing();
  }
}

/** This gate's own memory of what it let through, until it expires by itself. */
function remember(serial, expires) {
  const used = Object.fromEntries(Object.entries(kept("used", {})).filter(([, until]) => until > Date.now()));
  if (serial) used[serial] = expires;
  keep("used", used);
}

async function sync() {
  try {
    const scans = kept("scans", []);
    if (scans.length) {
      const told = await post(addresses.offline, { gate: form.elements.gate.value, scans: scans.slice(0, 100) });
      if (told.ok) keep("scans", kept("scans", []).slice(Math.min(scans.length, 100)));
    }
    const answered = await fetch(addresses.refusals);
    if (answered.ok) keep("list", await answered.json());
  } catch { /* without a network what is here counts */ }
  const told = kept("list", null);
  list = told ? await readList(told, bundle.keys).catch(() => null) : null;
  standing();
}

form.elements.gate.value = kept("gate", "");
form.elements.gate.addEventListener("change", () => keep("gate", form.elements.gate.value));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  let code = form.elements.code.value.replace(/\s/g, "");
  form.elements.code.value = "";
  form.elements.code.focus();
  if (code.length === DIGITS / 2 + 1) {
    if (!half || half[0] === code[0]) { half = code; answer.replaceChildren(texts.other_half); return; }
    code = (half[0] === "1" ? half : code).slice(1) + (half[0] === "2" ? half : code).slice(1);
  }
  half = "";
  const shown = form.elements.document.value;
  form.elements.document.value = "";
  await scan(code, shown);
});
addEventListener("online", sync);
setInterval(sync, 20000);
navigator.serviceWorker?.register(addresses.worker, { scope: addresses.scope }).then(() => navigator.serviceWorker.ready).then(() => caches.open("traveller-gate-1")).then((kept) => kept.add(location.href)).catch(() => {});
await sync();
document.body.dataset.gate = "ready";
