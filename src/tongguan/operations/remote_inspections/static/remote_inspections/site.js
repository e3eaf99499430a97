// The site's side: shows the goods, tells where it is, and shows the codes that customs' challenges ask for.
import { offering } from "../calls/connection.js";
import { at, fill, get, listen, pause, post, say, send, task, texts } from "./call.js";

let session = 0;
let life = 0;
let place = null;
let link = [texts.connecting, ""];

function show(challenge) {
  at("code").hidden = !challenge;
  if (!challenge) { life = 0; return; }
  life = Math.max(life, challenge.left_s);
  at("code-text").textContent = challenge.code;
  at("left").value = challenge.left_s / life;
}

function stand(told) {
  session = told.session;
  if (told.state === "scheduled") say("line", texts.waiting);
  else if (told.state === "session") say("line", ...link);
  else say("line", texts.over);
  show(told.challenge);
}

async function tellPlace() {
  for (;;) {
    if (!place) say("place", texts.no_place, "warn");
    else if (session) {
      const { latitude, longitude, accuracy } = place;
      try {
        const found = await post("/positions", { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6), accuracy_m: accuracy.toFixed(1), device_at: new Date().toISOString() });
        const distance = Math.round(found.distance_m);
        if (found.elsewhere) say("place", fill(texts.elsewhere, { distance }), "bad");
        else if (!found.good) say("place", texts.inexact, "warn");
        else say("place", fill(texts.here, { distance }), "good");
      } catch { /* not in session, or the server is away */ }
    }
    await pause(3000);
  }
}

async function stood() {
  for (;;) {
    try { stand(await get()); } catch { /* ask again */ }
    await pause(700);
  }
}

async function join() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: true });
  } catch (error) {
    say("line", fill(texts.no_camera, { why: error.name }), "bad");
    return;
  }
  at("join").hidden = true;
  at("local").srcObject = stream;
  await at("local").play();
  navigator.geolocation.watchPosition((found) => { place = found.coords; }, () => {}, { enableHighAccuracy: true });
  const states = { connected: [texts.connected, "good"], failed: [texts.lost, "bad"], disconnected: [texts.lost, "warn"] };
  listen(offering({ send, stream, iceServers: task.ice_servers, onState: (state) => { link = states[state] ?? [texts.connecting, ""]; } }), () => session);
  tellPlace();
}

at("join").addEventListener("click", join);
stood();
