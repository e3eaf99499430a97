// Signing out takes what this device kept for work without a network: stored pages, and records that were sent. What was
// not sent yet stays, after a warning, because nobody else has it. Pages that keep things register themselves here.
import { say } from "./texts.js";

const NAME = "offline-stores";
const stores = () => JSON.parse(localStorage.getItem(NAME) ?? "{}");

/** Tell that this device keeps records in an IndexedDB `database`, pages in caches and marks in localStorage. */
export function keepsOffline(database, caches, marks) {
  localStorage.setItem(NAME, JSON.stringify({ ...stores(), [database]: { caches, marks } }));
}

async function rowsIn(name) {
  if (indexedDB.databases && !(await indexedDB.databases()).some((each) => each.name === name)) return 0;
  return new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onerror = () => done(0);
    asked.onsuccess = () => {
      const database = asked.result;
      const tables = [...database.objectStoreNames];
      if (!tables.length) { database.close(); done(0); return; }
      const transaction = database.transaction(tables);
      const counts = tables.map((table) => transaction.objectStore(table).count());
      transaction.oncomplete = () => { database.close(); done(counts.reduce((sum, count) => sum + count.result, 0)); };
      transaction.onabort = () => { database.close(); done(0); };
    };
  });
}

const dropped = (name) => new Promise((done) => {
  const asked = indexedDB.deleteDatabase(name);
  asked.onsuccess = asked.onerror = asked.onblocked = () => done();
});

async function forget(kept, unsent) {
  for (const [database, { caches: prefix, marks }] of Object.entries(kept)) {
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
    for (const key of Object.keys(localStorage)) if (key.startsWith(marks)) localStorage.removeItem(key);
    if (!unsent[database]) await dropped(database);
  }
  for (const worker of await (navigator.serviceWorker?.getRegistrations() ?? [])) await worker.unregister();
  const left = Object.fromEntries(Object.entries(kept).filter(([database]) => unsent[database]));
  localStorage.setItem(NAME, JSON.stringify(left));
}

async function leave(form) {
  const kept = stores();
  const unsent = {};
  for (const database of Object.keys(kept)) unsent[database] = await rowsIn(database);
  const count = Object.values(unsent).reduce((sum, each) => sum + each, 0);
  if (count && !window.confirm(say("unsent", { count }))) return;
  await forget(kept, unsent);
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-sign-out]");
  if (!form || !Object.keys(stores()).length) return;
  event.preventDefault();
  leave(form).catch(() => form.submit());
});
