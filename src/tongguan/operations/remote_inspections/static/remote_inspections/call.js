// What both sides of a session share: asking the server, and hearing the other side's signals.
import { pause } from "../calls/connection.js";

export { pause };
export const task = JSON.parse(document.getElementById("call-task").textContent);
export const texts = JSON.parse(document.getElementById("call-texts").textContent);
export const at = (name) => document.querySelector(`[data-${name}]`);
export const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const BASE = `/api/v1/remote-inspections/${task.reference}`;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const english = document.documentElement.lang === "en";

async function answered(answer) {
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error((told.errors ?? []).map((each) => (english ? each.en : each.zh)).join("; ") || String(answer.status)), { status: answer.status });
  return told;
}

export const get = async (path = "") => answered(await fetch(BASE + path));
export const postTo = async (url, body) => answered(await fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": token() } }));
export const post = (path, body) => postTo(BASE + path, body);
export const send = (kind, payload = "") => post("/signals", { kind, payload });
export const upload = async (blob, name) => {
  const body = new FormData();
  body.append("file", blob, name);
  body.append("purpose", "remote inspection");
  return answered(await fetch("/api/v1/files", { method: "POST", body, headers: { "X-CSRFToken": token() } }));
};

export function say(name, text, tone = "") {
  at(name).textContent = text;
  at(name).dataset.tone = tone;
}

/** Hand what the other side says to `take`, one after the other, for as long as the page is open. */
export async function listen(take, session) {
  let after = 0;
  let heard = session();
  for (;;) {
    if (session() !== heard) { heard = session(); after = 0; }
    try {
      for (const signal of await get(`/signals?after=${after}`)) { after = signal.id; await take(signal); }
    } catch { /* the server is away for a moment: ask again */ }
    await pause(700);
  }
}
