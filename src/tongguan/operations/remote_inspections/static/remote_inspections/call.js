// What both sides of a session share: asking the server, and a video connection whose descriptions go through it.
export const task = JSON.parse(document.getElementById("call-task").textContent);
export const texts = JSON.parse(document.getElementById("call-texts").textContent);
export const at = (name) => document.querySelector(`[data-${name}]`);
export const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
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

/** A description with all its candidates in it, so that three signals make a connection. */
async function complete(connection) {
  if (connection.iceGatheringState !== "complete") {
    await Promise.race([new Promise((done) => connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done())), pause(3000)]);
  }
  return JSON.stringify(connection.localDescription);
}

/** The site: answer each `ready` of customs with an offer of its camera. */
export function offering(stream, onState) {
  let connection = null;
  return async ({ kind, payload }) => {
    if (kind === "ready") {
      connection?.close();
      connection = new RTCPeerConnection({ iceServers: task.ice_servers });
      const mine = connection;
      mine.addEventListener("connectionstatechange", () => mine === connection && onState(mine.connectionState));
      for (const track of stream.getTracks()) mine.addTrack(track, stream);
      await mine.setLocalDescription(await mine.createOffer());
      await post("/signals", { kind: "offer", payload: await complete(mine) });
    } else if (kind === "answer" && connection?.signalingState === "have-local-offer") {
      await connection.setRemoteDescription(JSON.parse(payload));
    }
  };
}

/** Customs: take the latest offer. */
export function answering(onStream, onState) {
  let connection = null;
  return async ({ kind, payload }) => {
    if (kind !== "offer") return;
    connection?.close();
    connection = new RTCPeerConnection({ iceServers: task.ice_servers });
    const mine = connection;
    mine.addEventListener("track", (event) => event.track.kind === "video" && onStream(event.streams[0]));
    mine.addEventListener("connectionstatechange", () => mine === connection && onState(mine.connectionState));
    await mine.setRemoteDescription(JSON.parse(payload));
    await mine.setLocalDescription(await mine.createAnswer());
    await post("/signals", { kind: "answer", payload: await complete(mine) });
  };
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
