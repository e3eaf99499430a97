// What kiosk and phone pages use: `startSession`, `endSession`, `heartbeat`, and `startCall`, which lets a traveller
// write, speak and show the form to an officer. `state` is { form, language, step, answers }; it is shown to the officer
// while the call lasts, and deleted with it. Elements with data-question="<code>" are marked when the officer points.
import { offering, pause } from "../calls/connection.js";

const BASE = "/api/v1/kiosks";
const KEPT = "kiosk-session";
const POLL_MS = 1000;
const TOUCH_MS = 60_000;
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const token = () => sessionStorage.getItem(KEPT) ?? "";

async function ask(path, body, headers = {}) {
  const answer = await fetch(BASE + path, {
    method: body === undefined ? "GET" : "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf(), "X-Session-Token": token(), ...headers },
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.errors?.[0]?.code ?? String(answer.status)), { status: answer.status });
  return told;
}

/** Begin; `key` at a kiosk. The token stays in this tab. */
export async function startSession({ form, language, key = "" }) {
  const told = await ask("/sessions", { form, language }, key ? { "X-Kiosk-Key": key } : {});
  sessionStorage.setItem(KEPT, told.token);
  let touched = Date.now();
  const touch = () => {
    if (Date.now() - touched < TOUCH_MS || !token()) return;
    touched = Date.now();
    ask("/sessions/state", { state: "started" }).catch(() => {});
  };
  for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, touch, { passive: true });
  return told;
}

/** `submitted` or `abandoned`; wipes the token. */
export async function endSession(state) {
  try { if (token()) await ask("/sessions/state", { state }); } finally { sessionStorage.removeItem(KEPT); }
}

/** Say every few seconds that this kiosk is there; `status()` gives { state, printer, scanner }. Returns what stops it. */
export function heartbeat({ key, version, status }) {
  let every = 10_000;
  let stopped = false;
  (async () => {
    while (!stopped) {
      try { every = (await ask("/heartbeat", { version, ...status() }, { "X-Kiosk-Key": key })).every_s * 1000; } catch { /* away: say it again */ }
      await pause(every);
    }
  })();
  return () => { stopped = true; };
}

const made = (tag, named, text = "") => Object.assign(document.createElement(tag), { className: named, textContent: text });
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

function panel(words, root) {
  const css = new URL("call.css", import.meta.url).href;
  if (!document.querySelector(`link[href="${css}"]`)) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: css }));
  const box = Object.assign(made("section", "assist"), { lang: words.lang, dir: words.dir });
  box.setAttribute("aria-label", words.title);
  const line = made("p", "assist-line", words.calling);
  line.setAttribute("role", "status");
  const wait = made("p", "assist-wait");
  const pictures = made("div", "assist-pictures");
  const remote = Object.assign(made("video", "assist-remote"), { autoplay: true, playsInline: true });
  const local = Object.assign(made("video", "assist-local"), { autoplay: true, playsInline: true, muted: true });
  pictures.append(remote, local);
  pictures.hidden = true;
  const log = made("ol", "assist-log");
  log.setAttribute("aria-live", "polite");
  const form = made("form", "assist-write");
  const input = Object.assign(made("input", ""), { maxLength: 500, autocomplete: "off", placeholder: words.write });
  input.setAttribute("aria-label", words.write);
  const send = Object.assign(made("button", "button", words.send), { type: "submit" });
  form.append(input, send);
  const camera = Object.assign(made("button", "button", words.camera_on), { type: "button" });
  const end = Object.assign(made("button", "button", words.hang_up), { type: "button" });
  end.dataset.kind = "danger";
  const foot = made("div", "assist-foot");
  foot.append(camera, end);
  box.append(made("h2", "", words.title), line, wait, pictures, log, form, foot, made("p", "assist-note", words.answer_yourself));
  root.append(box);
  return { box, line, wait, pictures, remote, local, log, form, input, camera, end };
}

function said(view, words, told) {
  const { state, match } = told;
  const minutes = told.expected_s === null || told.expected_s === undefined ? null : Math.max(1, Math.ceil(told.expected_s / 60));
  view.box.dataset.state = state;
  view.wait.textContent = "";
  if (state === "ringing") view.line.textContent = words.calling;
  else if (state === "waiting") {
    view.line.textContent = told.officers ? fill(words.waiting, { ahead: told.ahead }) : words.nobody;
    if (told.officers && minutes) view.wait.textContent = fill(words.wait, { minutes });
  } else if (state === "active") {
    view.line.textContent = words.active;
    view.wait.textContent = words[match] ?? "";
  } else if (state === "ended") view.line.textContent = told.outcome === "unanswered" ? words.unanswered : words.ended;
}

function pointAt(view, words, code) {
  for (const marked of document.querySelectorAll(".assist-pointed")) marked.classList.remove("assist-pointed");
  view.box.querySelector(".assist-look")?.remove();
  if (!code) return;
  const found = document.querySelector(`[data-question="${CSS.escape(code)}"]`);
  found?.classList.add("assist-pointed");
  found?.scrollIntoView({ block: "center", behavior: "smooth" });
  view.line.after(made("p", "assist-look", words.look));
}

/** Call an officer. `media` "video" opens camera and microphone, "none" writes only. Returns { push, end, ended }. */
export async function startCall({ state, root = document.body, media = "video", onPoint = () => {}, onEnd = () => {} }) {
  const words = await ask(`/words/${encodeURIComponent(state.language)}`);
  const view = panel(words, root);
  let done = false;
  let latest = state;
  let pushing = null;
  let stream = null;
  let pointed = "";
  let connection = null;
  const seen = { message: 0, signal: 0 };
  let finished;
  const ended = new Promise((resolve) => { finished = resolve; });

  const heard = async (told) => {
    said(view, words, told);
    for (const message of told.messages ?? []) {
      seen.message = message.id;
      const item = made("li", "", message.text);
      item.dataset.side = message.side;
      item.prepend(made("span", "assist-who", message.side === "officer" ? words.officer : words.you));
      view.log.append(item);
      item.scrollIntoView({ block: "nearest" });
    }
    if ((told.pointed ?? "") !== pointed) {
      pointed = told.pointed ?? "";
      pointAt(view, words, pointed);
      onPoint(pointed);
    }
    if (told.state !== "active") { connection?.close(); connection = null; seen.signal = 0; view.pictures.hidden = true; }
    for (const signal of told.signals ?? []) {
      connection ??= connected(told.ice_servers);
      seen.signal = signal.id;
      await connection(signal);
    }
    if (told.state === "ended") close(told);
  };

  const connected = (iceServers) => offering({
    send: (kind, payload) => ask("/calls/mine/signals", { kind, payload }),
    both: true,
    stream,
    iceServers,
    onStream: (found) => { view.pictures.hidden = false; view.remote.srcObject = found; view.remote.play().catch(() => {}); },
    onState: (now) => { view.box.dataset.media = now; if (now === "failed") view.wait.textContent = words.lost; },
  });

  const open = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    } catch {
      try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { stream = null; }
    }
    view.local.srcObject = stream;
    view.camera.textContent = stream ? words.camera_off : words.camera_on;
    if (!stream) view.wait.textContent = words.no_camera;
    connection?.close();
    connection = null;
  };
  const shut = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    view.local.srcObject = null;
    view.camera.textContent = words.camera_on;
  };

  const push = async (next) => {
    latest = next;
    while (pushing) await pushing;
    if (done || latest !== next) return;
    pushing = ask("/calls/mine/state", { state: next }).catch(() => {}).finally(() => { pushing = null; });
    await pushing;
  };

  const close = (told) => {
    if (done) return;
    done = true;
    shut();
    connection?.close();
    pointAt(view, words, "");
    view.log.replaceChildren();
    view.form.hidden = view.camera.hidden = view.pictures.hidden = true;
    view.end.textContent = words.close;
    delete view.end.dataset.kind;
    view.end.onclick = () => view.box.remove();
    finished(told);
    onEnd(told);
  };

  const end = async () => {
    try { await ask("/calls/mine/end", {}); } catch { /* it has ended, or the house is away and will notice */ }
    said(view, words, { state: "ended" });
    close({ state: "ended" });
  };

  view.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = view.input.value.trim();
    if (!text) return;
    view.input.value = "";
    try { await ask("/calls/mine/messages", { text }); } catch { view.input.value = text; }
  });
  view.camera.addEventListener("click", async () => {
    if (stream) shut(); else await open();
    connection?.close();
    connection = null;
    ask("/calls/mine/signals", { kind: "ready", payload: "" }).catch(() => {}); // the officer's page begins anew
  });
  view.end.onclick = end;
  if (media === "video") await open();
  try {
    await ask("/calls", { state });
  } catch (error) {
    said(view, words, { state: "ended", outcome: "unanswered" });
    if (error.status === 429) view.line.textContent = words.too_many;
    close({ state: "ended", error: error.message });
    return { push, end, ended };
  }
  (async () => {
    while (!done) {
      try { await heard(await ask(`/calls/mine?after_message=${seen.message}&after_signal=${seen.signal}`)); } catch (error) {
        if (error.status === 404) { said(view, words, { state: "ended" }); close({ state: "ended" }); } else view.wait.textContent = words.lost;
      }
      await pause(POLL_MS);
    }
  })();
  return { push, end, ended };
}
