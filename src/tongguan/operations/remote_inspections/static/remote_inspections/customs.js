// Customs' side: looks, records what it sees, types the codes it reads off the picture, confirms requirements, decides.
import { record } from "../ui/recorder.js";
import { answering } from "../calls/connection.js";
import { at, fill, get, listen, pause, post, postTo, say, send, task, texts, upload } from "./call.js";

const CASE = `/api/v1/cases/remote_inspection/${task.reference}`;
let told = null;
let session = 0;
let recorder = null;
let sending = Promise.resolve();
const clock = { off: 0, error: Infinity };
const segments = [];

/** One difference of the clocks for the whole recording, from the answer that was least long on its way. */
const onServersClock = (text) => new Date(Date.parse(text) + clock.off).toISOString();
const fault = (error) => { at("fault").textContent = error ? fill(texts.refused, { why: error.message }) : ""; };

/** Keep the pieces of this session, one after the other: the order of the recording is the order of its segments. */
const keeping = (during) => ({ blob, started_at, ended_at }) => {
  sending = sending.then(async () => {
    if (during !== session) return;
    const stored = await upload(blob, blob.type === "video/mp4" ? "segment.mp4" : "segment.webm");
    segments.push({ digest: stored.digest, started_at, ended_at });
  }).catch(fault);
  return sending;
};

function recording() {
  recorder?.stop();
  recorder = record(at("remote").srcObject, task.segment_s, keeping(session));
}

function seen(stream) {
  at("remote").srcObject = stream;
  at("remote").play().catch(() => {}); // interrupted where another connection takes its place
  at("start").disabled = false;
  if (told?.state === "session") recording();
}

function stand(now) {
  told = now;
  const inSession = now.state === "session";
  at("before").hidden = now.state !== "scheduled";
  at("during").hidden = !inSession;
  if (inSession && session !== now.session) {
    session = now.session;
    segments.length = 0;
    if (at("remote").srcObject) recording();
  }
  if (!inSession && now.state !== "scheduled") say("line", texts.over);
  if (now.challenge) say("challenge", `${texts.open} · ${fill(texts.left, { seconds: Math.ceil(now.challenge.left_s) })}`, "warn");
  else say("challenge", texts.none);
  at("outcomes").textContent = now.challenges.map((outcome) => texts[outcome] ?? "…").join(" · ");
  const { position } = now;
  if (!position) say("place", texts.no_place, "warn");
  else {
    const distance = Math.round(position.distance_m);
    if (position.elsewhere) say("place", fill(texts.elsewhere, { distance }), "bad");
    else say("place", position.good ? fill(texts.here, { distance }) : texts.inexact, position.good ? "good" : "warn");
  }
}

async function asked() {
  const before = Date.now();
  const now = await get();
  const half = Math.max(0, Date.now() - before) / 2;
  if (half < clock.error) Object.assign(clock, { off: Date.parse(now.server_now) - before - half, error: half });
  stand(now);
}

async function step(code, data) {
  fault();
  try {
    await postTo(`${CASE}/${code}`, { version: told.version, data });
    await asked();
    return true;
  } catch (error) {
    fault(error);
    return false;
  }
}

async function decide(event) {
  event.preventDefault();
  await recorder?.stop();
  await sending;
  const form = at("decide");
  const requirements = [...form.querySelectorAll("[name=requirement]:checked")].map((box) => box.value).join(" ");
  const moved = segments.map(({ digest, started_at, ended_at }) => ({ digest, started_at: onServersClock(started_at), ended_at: onServersClock(ended_at) }));
  const done = await step("pass", { requirements, segments: JSON.stringify(moved), remark: form.remark.value });
  if (done) location.assign(`/cases/remote_inspection/${task.reference}/`);
  else if (told.state === "session" && at("remote").srcObject) recording();
}

at("start").addEventListener("click", () => step("start", {}));
at("decide").addEventListener("submit", decide);
at("fail").addEventListener("click", async () => {
  const reason = at("decide").remark.value;
  if (await step("fail", { reason })) location.assign(`/cases/remote_inspection/${task.reference}/`);
});
at("answer").addEventListener("submit", async (event) => {
  event.preventDefault();
  fault();
  try { await post("/answers", { read: event.target.read.value }); } catch (error) { fault(error); }
  event.target.read.value = "";
  await asked();
});

const states = { connected: [texts.connected, "good"], failed: [texts.lost, "bad"], disconnected: [texts.lost, "warn"] };
listen(answering({
  send,
  iceServers: task.ice_servers,
  onStream: (stream, track) => track.kind === "video" && seen(stream),
  onState: (state) => {
    say("line", ...(states[state] ?? [texts.connecting]));
    if (state === "failed") send("ready").catch(fault);
  },
}), () => told?.session ?? 0);
say("line", texts.waits_site);
send("ready").catch(fault);
for (;;) {
  try { await asked(); } catch { /* ask again */ }
  await pause(1000);
}
