// The draft: on a phone it outlives the page and the network, on a kiosk it lives in this page alone.
import { bundle, language } from "./words.js";

const NAME = "tongguan-declaration";
const keeps = bundle.mode === "phone";
const fresh = () => ({ id: crypto.randomUUID(), at: -1, answers: {}, kept: {}, sent: null, receipt: null });

function read() {
  try { return JSON.parse(localStorage.getItem(NAME)) ?? fresh(); } catch { return fresh(); }
}

export const draft = keeps ? read() : fresh();
export function keep() { if (keeps) localStorage.setItem(NAME, JSON.stringify(draft)); }
export function erase() {
  if (keeps) localStorage.removeItem(NAME);
  for (const name of Object.keys(draft)) delete draft[name];
  Object.assign(draft, fresh());
}

/** The form of the port that was chosen, before that the house's. */
export const form = () => bundle.forms[bundle.form_of_port[draft.answers.port] ?? bundle.form_of_port[bundle.office] ?? 0];

/** What is sent, once under one id: kept as text, so that a second try is the same to the byte. */
export function body() {
  draft.sent ??= JSON.stringify({ form: form().code, language, mode: bundle.mode, office: bundle.office, answers: draft.answers, kept: draft.kept });
  keep();
  return draft.sent;
}
export function changed() { draft.sent = null; keep(); }
