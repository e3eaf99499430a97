// What this phone has to send: steps and photographs in IndexedDB, sent in order, each under its own id.
// Nothing leaves the store before the server has answered for it; a refused step stays with its reason.
import { keepsOffline } from "../ui/signout.js";

const DATABASE = "tongguan-inspections";
keepsOffline(DATABASE, "inspections-", "inspection:");
const person = document.body.querySelector("[data-person]")?.dataset.person ?? "";

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("steps", { keyPath: "order", autoIncrement: true });
      asked.result.createObjectStore("photos", { keyPath: "digest" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function act(store, mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => { database.close(); done(asked?.result); };
    transaction.onerror = transaction.onabort = () => { database.close(); failed(transaction.error); };
  });
}

export const steps = () => act("steps", "readonly", (store) => store.getAll());
export const stepsOf = async (reference) => (await steps()).filter((step) => step.reference === reference);
export const photosOf = async (reference) => (await act("photos", "readonly", (store) => store.getAll())).filter((photo) => photo.reference === reference);
export const keepPhoto = (photo) => act("photos", "readwrite", (store) => store.put(photo));
export const dropPhoto = (digest) => act("photos", "readwrite", (store) => store.delete(digest));
export const dropStep = (order) => act("steps", "readwrite", (store) => store.delete(order));

export async function keepStep(reference, step, version, data, digests = []) {
  const row = { id: crypto.randomUUID(), reference, step, version, data, digests, device_at: new Date().toISOString(), status: "waiting", person };
  await act("steps", "readwrite", (store) => store.add(row));
}

export async function digestOf(blob) {
  const bytes = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const send = (url, body, type) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token(), ...(type ? { "Content-Type": type } : {}) } });

async function sendPhoto(photo) {
  const body = new FormData();
  body.append("file", photo.blob, `${photo.kind}.jpg`);
  body.append("purpose", "inspection");
  const answer = await send("/api/v1/files", body);
  if (!answer.ok) throw new Error(`photo ${answer.status}`);
  const stored = await answer.json();
  if (stored.digest !== photo.digest) throw Object.assign(new Error("hash"), { hash: true });
}

let running = null;
let asked = false;
/** Send everything that waits; resolves to {waiting, refused, standing, offline, hash}. One run at a time: what is
 * kept while it runs is sent by the same call, not by the next one. */
export function sync() {
  asked = true;
  running ??= untilNobodyAsks();
  return running;
}

async function untilNobodyAsks() {
  let told = {};
  try {
    while (asked) {
      asked = false;
      const next = await run();
      told = { ...next, standing: { ...told.standing, ...next.standing } };
    }
  } finally {
    running = null; // in one go with the last look at `asked`: nobody may ask in between
  }
  return told;
}

const STANDING = "inspection:";
/** Where a task stood when the server last said so to this phone: {state, version}, or null. */
export const standingOf = (reference) => JSON.parse(localStorage.getItem(STANDING + reference) ?? "null");

/** Keep where a task stands by the server's word. Kept before its step is dropped: a page that is opened in
 * between, without a network, must find one of the two. */
function stands(reference, standing) {
  localStorage.setItem(STANDING + reference, JSON.stringify(standing));
  return standing;
}

/** The phone's clock and the server's at the same moment. A report that is long on its way must not look like a
 * clock that is slow: half of what this question took is the error. */
export async function clocks() {
  const before = Date.now();
  const answer = await fetch("/api/v1/inspections/clock");
  if (!answer.ok) throw new Error(`clock ${answer.status}`);
  const { now } = await answer.json();
  const half = Math.max(0, Date.now() - before) / 2;
  return { device_now: new Date(before + half).toISOString(), server_now: now, error_ms: Math.min(Math.ceil(half), 600000) };
}

async function run() {
  let trouble = {};
  const standing = {};
  try {
    for (const step of (await steps()).filter((each) => each.status === "waiting" && each.person === person)) {
      const all = await act("photos", "readonly", (store) => store.getAll());
      for (const photo of all.filter((each) => step.digests.includes(each.digest))) await sendPhoto(photo);
      const { id, reference, version, data, device_at } = step;
      const body = { ...await clocks(), steps: [{ id, reference, step: step.step, version, data, device_at }] };
      const answer = await send("/api/v1/inspections/sync", JSON.stringify(body), "application/json");
      if (!answer.ok) throw new Error(`sync ${answer.status}`);
      const [told] = await answer.json();
      if (told.state) standing[reference] = stands(reference, { state: told.state, version: told.version });
      if (told.status === "applied") {
        for (const digest of step.digests) await dropPhoto(digest);
        await dropStep(step.order);
      } else {
        await act("steps", "readwrite", (store) => store.put({ ...step, status: told.status, problems: told.problems }));
      }
    }
  } catch (error) {
    trouble = { offline: true, hash: Boolean(error.hash) };
  }
  const left = await steps();
  return { waiting: left.filter((s) => s.status === "waiting").length, refused: left.filter((s) => s.status !== "waiting").length, standing, ...trouble };
}
