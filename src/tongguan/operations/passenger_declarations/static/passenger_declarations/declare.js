// The traveller's way through the form: one question a screen, a look at everything, the receipt.
import { answerInWords, bundle, button, dayInWords, element, language, lists, say } from "./words.js";
import { asked, findings } from "./asking.js";
import { factsOf } from "./mrz.js";
import { changed, draft, erase, form, keep } from "./draft.js";
import { field } from "./fields.js";
import * as fleet from "./fleet.js";
import { receiptPage } from "./receipt.js";
import { send } from "./send.js";

const place = document.getElementById("declare");
const SKIP = bundle.mode === "kiosk" ? ["text"] : [];
let leave = null;
let trouble = [];

const facts = () => factsOf(draft.answers.document, bundle.today, bundle.guardian_age);
const open = () => asked(form(), draft.answers, facts()).filter((each) => !SKIP.includes(each.kind));
const faultOf = (code) => trouble.find((each) => each.question === code);
const said = (found) => found.message ?? say(`error.${found.code}`, Object.fromEntries(Object.entries(found.values).map(([name, text]) => [name, bundle.words[text] ? say(text) : name === "date" ? dayInWords(text) : text])));
const local = () => findings(form(), draft.answers, facts(), bundle.today, lists, SKIP);
/** What this device finds of one document or child before the server does. */
function early(each) {
  const found = local().find((one) => one.question === each.code);
  if (found) return found;
  if (each.code === "filer" && draft.answers.filer === "self" && facts().age_group === "child") return { question: "filer", code: "guardian", values: { age: bundle.guardian_age } };
  return null;
}

/** The form as an officer who is called sees it. */
const state = () => ({ form: form().code, language, step: open()[draft.at]?.code ?? "", answers: draft.answers });
document.getElementById("call")?.addEventListener("click", () => fleet.callOfficer(state));

function show(...parts) {
  document.body.dataset.stage = draft.receipt ? "submitted" : draft.at < 0 ? "idle" : "started";
  leave?.();
  leave = null;
  place.replaceChildren(...parts);
  fleet.told(state);
  scrollTo(0, 0);
  place.querySelector("h2")?.focus({ preventScroll: true });
}

export function draw() {
  if (draft.receipt) return show(receiptPage(draft.receipt, () => { erase(); goHome(); }));
  const list = open();
  if (draft.at < 0) return start();
  if (draft.at >= list.length) return review(list);
  return question(list[draft.at], list);
}

function goHome() {
  if (bundle.mode === "kiosk") location.assign(bundle.addresses.home); else draw();
}

function go(at) { draft.at = at; keep(); draw(); }

function start() {
  show(element("section", { className: "stack start" }, element("h2", { tabIndex: -1, textContent: say("ui.title") }), element("p", { className: "lead", textContent: say("ui.lead") }),
    element("p", { className: "muted", textContent: say("ui.private", { days: bundle.days }) }), button(say("ui.start"), () => { fleet.begin(form().code, state().language); go(0); }, "primary", { className: "big", data: { act: "start" } })));
}

function progress(at, list) {
  const bar = element("progress", { max: list.length, value: at, "aria-label": say("ui.step", { step: at + 1, steps: list.length }) });
  return element("div", { className: "way" }, element("span", { textContent: say("ui.step", { step: Math.min(at + 1, list.length), steps: list.length }) }), bar);
}

function question(each, list) {
  const section = form().sections.find((part) => part.questions.some((one) => one.code === each.code)).code;
  const fault = element("p", { className: "fault", role: "alert", id: "fault", textContent: faultOf(each.code) ? said(faultOf(each.code)) : "" });
  const next = () => {
    const found = early(each);
    if (found) { fault.textContent = said(found); fault.scrollIntoView({ block: "center" }); return; }
    trouble = trouble.filter((one) => one.question !== each.code);
    const again = open();
    const at = again.findIndex((one) => one.code === each.code);
    const bad = again.findIndex((one) => faultOf(one.code));
    go(trouble.length && bad >= 0 ? bad : draft.back ? again.length : at + 1);
  };
  const answer = (value, onwards = false) => {
    draft.answers[each.code] = value;
    delete draft.kept[each.code];
    changed();
    fault.textContent = "";
    if (onwards) next();
  };
  const body = field(each, draft.answers[each.code], answer);
  const many = ["choices", "countries"].includes(each.kind) ? element("p", { className: "muted", textContent: say("ui.choose_all") })
    : ["choice", "country", "port"].includes(each.kind) ? element("p", { className: "muted", textContent: say("ui.choose_one") }) : null;
  show(progress(draft.at, list), element("section", { className: "question", data: { question: each.code, kind: each.kind } }, element("p", { className: "section-name", textContent: say(`section.${section}`) }),
    element("h2", { tabIndex: -1, textContent: say(`ask.${each.words}`) }), many, fault, body),
  element("div", { className: "bar" }, button(say("ui.back"), () => go(draft.at - 1), "", { className: "big", data: { act: "back" } }),
    each.optional ? button(say("ui.unknown"), () => answer("", true), "", { className: "big", data: { act: "unknown" } }) : null,
    button(say("ui.next"), next, "primary", { className: "big", data: { act: "next" } })));
  leave = body.leave ?? null;
}

function review(list) {
  const rows = list.map((each, at) => {
    const change = button(say("ui.change"), () => { draft.back = true; go(at); }, "quiet", { "aria-label": `${say("ui.change")}: ${say(`ask.${each.words}`)}` });
    const fault = faultOf(each.code);
    return element("div", { className: "answer", data: { answer: each.code, fault: fault ? "yes" : "" } }, element("dt", { textContent: say(`ask.${each.words}`) }), element("dd", { textContent: answerInWords(each, draft.answers[each.code], facts()), dir: "auto" }),
      fault ? element("p", { className: "fault", textContent: said(fault) }) : null, change);
  });
  const line = element("p", { className: "state", role: "status", id: "state" });
  show(progress(list.length, list), element("section", { className: "stack" }, element("h2", { tabIndex: -1, textContent: say(trouble.length ? "ui.look_again" : "ui.review") }), element("dl", { className: "answers" }, ...rows), line),
    element("div", { className: "bar" }, button(say("ui.erase"), () => { fleet.finish("abandoned"); erase(); goHome(); }, "", { className: "big", data: { act: "erase" } }),
      button(say("ui.send"), () => submit(line), "primary", { className: "big", data: { act: "send" } })));
  draft.back = false;
}

async function submit(line) {
  trouble = local();
  if (trouble.length) { review(open()); return; }
  line.textContent = say("ui.sending");
  draft.waiting = true;
  keep();
  const told = await send();
  if (told.status === "valid") {
    Object.assign(draft, { receipt: told.receipt, answers: {}, kept: {}, sent: null, waiting: false });
    keep();
    fleet.finish("submitted");
    draw();
    return;
  }
  if (told.status === "offline") { line.textContent = say("ui.offline"); line.dataset.tone = "warn"; return; }
  draft.waiting = false;
  changed();
  if (told.status === "form") { location.reload(); return; }
  if (told.status === "asks") { hints(told.hints); return; }
  if (told.status === "refused") { trouble = told.errors; review(open()); return; }
  line.textContent = say(told.status === "too_many" ? "error.too_many" : "ui.failed");
}

/** Did you mean …? One after the other; what is kept is sent beside the suggestion. */
function hints(left) {
  const [hint, ...others] = left;
  const done = () => { changed(); if (others.length) hints(others); else { draft.at = open().length; draw(); submit(document.getElementById("state")); } };
  const each = open().find((one) => one.code === hint.question);
  const use = hint.suggestion && each.kind !== "document" ? button(say("hint.use", { value: hint.shown }), () => {
    draft.answers[hint.question] = each.kind === "countries" ? [...new Set([...draft.answers[hint.question], hint.suggestion])] : hint.suggestion;
    done();
  }, "primary", { className: "big", data: { act: "use" } }) : button(say("ui.change"), () => { draft.back = true; go(open().findIndex((one) => one.code === hint.question)); }, "primary", { className: "big", data: { act: "change" } });
  show(element("section", { className: "stack hint", data: { hint: hint.code } }, element("h2", { tabIndex: -1, textContent: say("hint.title") }), element("p", { textContent: hint.message }),
    element("dl", { className: "answers" }, element("div", { className: "answer" }, element("dt", { textContent: say(`ask.${each.words}`) }), element("dd", { textContent: answerInWords(each, draft.answers[hint.question], facts()), dir: "auto" })))),
  element("div", { className: "bar" }, button(say("hint.keep"), () => { draft.kept[hint.question] = hint.suggestion || hint.code; done(); }, "", { className: "big", data: { act: "keep" } }), use));
}

/** What was sent without a network goes as soon as there is one. */
const again = () => { if (draft.waiting && !draft.receipt) { const line = document.getElementById("state"); if (line) submit(line); else { draft.at = open().length; draw(); submit(document.getElementById("state")); } } };
if (bundle.mode === "phone") {
  addEventListener("online", again);
  setInterval(again, 20000);
  navigator.serviceWorker?.register(bundle.addresses.worker, { scope: bundle.addresses.scope }).then(() => navigator.serviceWorker.ready).then(() => caches.open("declare-1")).then((kept) => kept.add(location.href)).catch(() => {});
}
draw();
if (draft.waiting) again();
