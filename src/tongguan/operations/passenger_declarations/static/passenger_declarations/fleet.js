// A kiosk as one of a fleet: its key is given once in the address (#key=…) and stays in this browser; it says every few
// seconds that it is there, and a traveller may call an officer, who then sees the same form.
import { endSession, heartbeat, startCall, startSession } from "../kiosks/call.js";

const NAME = "kiosk-key";
const given = new URLSearchParams(location.hash.slice(1)).get("key");
if (given) {
  localStorage.setItem(NAME, given);
  history.replaceState(null, "", location.pathname + location.search);
}
export const key = () => localStorage.getItem(NAME) ?? "";
const VERSION = "1";
if (document.documentElement.dataset.surface === "kiosk" && key()) {
  heartbeat({ key: key(), version: VERSION, status: () => ({ state: document.body.dataset.stage ?? "idle", printer: "ok", scanner: document.body.dataset.scanner ?? "ok" }) });
}

let session = null;
/** Begin a session where there is none; without a fleet the form works all the same. */
export async function begin(form, language) {
  try { session ??= await startSession({ form, language, key: document.documentElement.dataset.surface === "kiosk" ? key() : "" }); } catch { session = null; }
  return session;
}
export async function finish(stage) {
  if (session) await endSession(stage).catch(() => {});
  session = null;
}

let call = null;
/** Call an officer; `state()` gives the form as it stands. */
export async function callOfficer(state) {
  if (call) return;
  const { form, language } = state();
  await begin(form, language);
  call = await startCall({ state: state(), media: document.documentElement.dataset.surface === "kiosk" ? "video" : "none", onEnd: () => { call = null; } });
}
export const told = (state) => call?.push(state());
