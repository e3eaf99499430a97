// Looks that this phone has to send: each whole, under its own id, with its stills and segments, in IndexedDB. Nothing
// leaves the store before the server has answered for it; a refused look stays with its reason.
import { keepsOffline } from "../ui/signout.js";
import { clocks, steps, sync as sendSteps } from "../inspections/queue.js";

const DATABASE = "tongguan-endoscopy";
keepsOffline(DATABASE, "inspections-", "endoscopy:");
const person = document.body.querySelector("[data-person]")?.dataset.person ?? "";

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("looks", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function act(mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction("looks", mode);
    const asked = work(transaction.objectStore("looks"));
    transaction.oncomplete = () => { database.close(); done(asked?.result); };
    transaction.onerror = transaction.onabort = () => { database.close(); failed(transaction.error); };
  });
}

export const looks = async () => (await act("readonly", (store) => store.getAll())).filter((look) => look.person === person);
export const keep = (look) => act("readwrite", (store) => store.put({ ...look, person, status: "waiting" }));
export const drop = (id) => act("readwrite", (store) => store.delete(id));

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function sendFile({ blob, digest }, name) {
  const body = new FormData();
  body.append("file", blob, name);
  body.append("purpose", "endoscopy");
  const answer = await fetch("/api/v1/files", { method: "POST", body, headers: { "X-CSRFToken": token() } });
  if (!answer.ok) throw new Error(`file ${answer.status}`);
  if ((await answer.json()).digest !== digest) throw new Error("hash");
}

async function sendLook(look) {
  for (const still of look.stills) await sendFile(still, "still.jpg");
  for (const segment of look.segments) await sendFile(segment, segment.blob.type === "video/mp4" ? "segment.mp4" : "segment.webm");
  const told = ({ blob, ...rest }) => rest;
  const body = JSON.stringify({ ...look.facts, stills: JSON.stringify(look.stills.map(told)), segments: JSON.stringify(look.segments.map(told)) });
  const headers = { "X-CSRFToken": token(), "Content-Type": "application/json", "Idempotency-Key": look.id };
  const answer = await fetch(`/api/v1/endoscopy/sessions?${new URLSearchParams(await clocks())}`, { method: "POST", body, headers });
  if (answer.status >= 500 || answer.status === 401) throw new Error(`look ${answer.status}`);
  const told_ = await answer.json();
  if (answer.ok) { await drop(look.id); return told_; }
  await act("readwrite", (store) => store.put({ ...look, status: "refused", problems: told_.errors ?? [] }));
  return null;
}

let running = null;
/** Send what waits, after the steps of the inspection that come before it: {sent, waiting, refused, offline, first}. */
export function sync() {
  running ??= run().finally(() => { running = null; });
  return running;
}

async function run() {
  const sent = [];
  let offline = false;
  let first = false;
  try {
    await sendSteps();
    for (const look of (await looks()).filter((each) => each.status === "waiting")) {
      const before = (await steps()).some((step) => step.reference === look.facts.inspection && step.step !== "submit");
      if (before) { first = true; continue; }
      const told = await sendLook(look);
      if (told) sent.push(told);
    }
  } catch (error) {
    offline = true;
  }
  const left = await looks();
  return { sent, offline, first, waiting: left.filter((l) => l.status === "waiting").length, refused: left.filter((l) => l.status === "refused") };
}
