// The officer's side of travellers' calls: says that the page is open, rings, shows the form, writes, speaks, hangs up.
import { answering, pause } from "../calls/connection.js";

const texts = JSON.parse(document.getElementById("desk-texts").textContent);
const at = (name) => document.querySelector(`[data-${name}]`);
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const BASE = "/api/v1/kiosks/desk";
const english = document.documentElement.lang === "en";
const DESK_MS = 2000;
const CALL_MS = 1000;
let standing = JSON.parse(document.getElementById("desk-standing").textContent);
let call = null;

async function ask(path, body) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const answer = await fetch(BASE + path, body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error((told.errors ?? []).map((each) => (english ? each.en : each.zh)).join("; ") || String(answer.status)), { status: answer.status });
  return told;
}

const fault = (error) => { at("fault").textContent = error ? fill(texts.refused, { why: error.message }) : ""; };
const named = (line) => texts.languages[line.language] ?? line.language;
const place = (line) => (line.kiosk ? fill(texts.from, { kiosk: line.kiosk, hall: line.hall }) : texts.phone);
const made = (tag, kind, text = "") => Object.assign(document.createElement(tag), { className: kind, textContent: text });
function say(name, text, tone = "") { at(name).textContent = text; at(name).dataset.tone = tone; }

const bell = { context: null, last: 0 };
function ring() {
  if (Date.now() - bell.last < 2000) return;
  bell.last = Date.now();
  try {
    bell.context ??= new AudioContext();
    const tone = bell.context.createOscillator();
    const volume = bell.context.createGain();
    volume.gain.setValueAtTime(0.12, bell.context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, bell.context.currentTime + 0.6);
    tone.frequency.value = 880;
    tone.connect(volume).connect(bell.context.destination);
    tone.start();
    tone.stop(bell.context.currentTime + 0.6);
  } catch { /* a page nobody has touched may not sound */ }
}

function show() {
  const { ringing, waiting, ready } = standing;
  at("ready").setAttribute("aria-pressed", String(ready));
  at("ready").dataset.kind = ready ? "primary" : "";
  at("ready-text").textContent = ready ? texts.ready : texts.away;
  at("rings").hidden = !ringing || Boolean(call);
  if (ringing && !call) {
    at("rings-title").textContent = fill(texts.rings, { language: named(ringing) });
    at("rings-from").textContent = `${place(ringing)} · ${texts.matches[ringing.match] ?? ""}`;
    const left = Math.max(0, (Date.parse(ringing.ring_until) - Date.parse(standing.server_now)) / 1000);
    at("rings-left").max = Math.max(at("rings-left").max, left);
    at("rings-left").value = left;
    ring();
  } else at("rings-left").max = 1;
  at("idle").hidden = Boolean(call);
  at("waiting").replaceChildren(...waiting.map((line) => {
    const item = document.createElement("li");
    const since = Math.round((Date.parse(standing.server_now) - Date.parse(line.asked_at)) / 1000);
    const take = Object.assign(made("button", "button", texts.take), { type: "button" });
    take.addEventListener("click", () => answer(line));
    item.append(made("strong", "", named(line)), made("span", "muted", place(line)), made("span", "number", fill(texts.seconds, { seconds: since })), take);
    return item;
  }));
}

async function desk(body = {}) {
  standing = await ask("", body);
  if (standing.active && !call) begin(standing.active);
  show();
}

async function answer(line) {
  fault();
  try {
    await ask(`/calls/${line.id}/answer`, {});
    begin(line);
  } catch (error) {
    fault(error);
  }
  desk().catch(() => {});
}

function begin(line) {
  call = { id: line.id, line, version: 0, message: 0, signal: 0, pointed: "", over: false, answers: new Map() };
  at("talk").hidden = false;
  at("form").replaceChildren();
  at("log").replaceChildren();
  at("write").hidden = false;
  say("line", `${fill(texts.with, { language: named(line) })} · ${place(line)}`, "good");
  say("media", "");
  talk(call);
}

async function camera() {
  for (const wanted of [{ video: true, audio: true }, { audio: true }]) {
    try { return await navigator.mediaDevices.getUserMedia(wanted); } catch { /* try less */ }
  }
  return null;
}

async function talk(mine) {
  mine.stream = await camera();
  if (mine !== call) return end(mine);
  at("local").srcObject = mine.stream;
  if (!mine.stream) say("media", texts.written);
  mine.send = (kind, payload = "") => ask(`/calls/${mine.id}/signals`, { kind, payload });
  await mine.send("ready").catch(() => {});
  while (call === mine && !mine.over) {
    try {
      await heard(mine, await ask(`/calls/${mine.id}?after_version=${mine.version}&after_message=${mine.message}&after_signal=${mine.signal}`));
    } catch { /* the house is away for a moment: ask again */ }
    await pause(CALL_MS);
  }
  return undefined;
}

async function heard(mine, told) {
  if (told.state !== "active") {
    mine.over = true;
    media(mine);
    if (told.outcome === "left") { say("line", texts.left, "warn"); at("write").hidden = true; } else leave(mine);
    return;
  }
  for (const message of told.messages) {
    mine.message = message.id;
    const item = made("li", "", message.text);
    item.dataset.side = message.side;
    at("log").append(item);
    item.scrollIntoView({ block: "nearest" });
  }
  mine.pointed = told.pointed;
  if (told.form) { mine.version = told.version; form(mine, told.form); }
  for (const item of at("form").children) item.toggleAttribute("data-pointed", item.dataset.code === mine.pointed);
  for (const signal of told.signals) {
    mine.signal = signal.id;
    if (signal.kind === "ready") { await mine.send("ready"); continue; }
    mine.connection ??= answering({
      send: mine.send,
      stream: mine.stream,
      iceServers: told.ice_servers,
      onStream: (stream) => { at("pictures").hidden = false; at("remote").srcObject = stream; at("remote").play().catch(() => {}); },
      onState: (state) => {
        at("talk").dataset.link = state;
        if (state === "connected") say("media", texts.connected, "good");
        else if (state === "failed") { say("media", texts.lost, "warn"); mine.send("ready").catch(() => {}); } else if (state === "connecting") say("media", texts.connecting);
      },
    });
    await mine.connection(signal);
  }
}

function form(mine, told) {
  at("form").replaceChildren(...told.lines.map((line) => {
    const item = document.createElement("li");
    item.dataset.code = line.code;
    item.toggleAttribute("data-step", line.code === told.step);
    item.toggleAttribute("data-changed", mine.answers.size > 0 && mine.answers.get(line.code) !== line.answer);
    const button = Object.assign(made("button", "button", "☞"), { type: "button", title: texts.point });
    button.setAttribute("aria-label", `${texts.point}: ${line.question}`);
    button.addEventListener("click", async () => {
      const question = mine.pointed === line.code ? "" : line.code;
      try { await ask(`/calls/${mine.id}/point`, { question }); } catch (error) { fault(error); }
    });
    item.append(made("span", "question", line.question), made("span", "answer", line.answer || "–"), button);
    return item;
  }));
  mine.answers = new Map(told.lines.map((line) => [line.code, line.answer]));
}

function media(mine) {
  mine.connection?.close();
  for (const track of mine.stream?.getTracks() ?? []) track.stop();
  at("remote").srcObject = at("local").srcObject = null;
  at("pictures").hidden = true;
  at("talk").dataset.link = "";
}

function end(mine) { media(mine); }

function leave(mine) {
  media(mine);
  if (call === mine) call = null;
  at("talk").hidden = true;
  at("form").replaceChildren();
  at("log").replaceChildren();
  show();
}

at("ready").addEventListener("click", () => { fault(); desk({ ready: !standing.ready }).catch(fault); });
at("answer").addEventListener("click", () => standing.ringing && answer(standing.ringing));
at("decline").addEventListener("click", async () => {
  fault();
  try { await ask(`/calls/${standing.ringing.id}/decline`, {}); } catch (error) { fault(error); }
  desk().catch(() => {});
});
at("write").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { text } = event.target;
  if (!text.value.trim() || !call) return;
  try { await ask(`/calls/${call.id}/messages`, { text: text.value }); text.value = ""; } catch (error) { fault(error); }
});
for (const button of document.querySelectorAll("[data-outcome]")) {
  button.addEventListener("click", async () => {
    const mine = call;
    if (!mine) return;
    fault();
    try { await ask(`/calls/${mine.id}/end`, { outcome: button.dataset.outcome }); } catch (error) { if (error.status !== 409) { fault(error); return; } }
    mine.over = true;
    leave(mine);
    desk().catch(() => {});
  });
}
document.body.addEventListener("live:kiosk_call", () => desk().catch(() => {}));
show();
for (;;) {
  try { await desk(); } catch { /* ask again */ }
  await pause(DESK_MS);
}
