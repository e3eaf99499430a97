// The endoscope on the phone: measure the hole, record without a gap, take stills with their place, judge with one tap.
import { record } from "../ui/recorder.js";
import { drop, keep, sync } from "./looks.js";
import { digestOf } from "../inspections/queue.js";
import { fill, texts } from "../inspections/state.js";
import { element } from "../inspections/task.js";

const task = JSON.parse(document.getElementById("look-task").textContent);
const at = (name) => document.querySelector(`[data-${name}]`);
const form = at("look");
const fault = form.querySelector(".fault");
const line = at("scope-line");
const video = at("scope");
let look = null;
let place = null;
let recorder = null;
let ticking = 0;

const english = document.documentElement.lang === "en";
const seconds = () => Math.round((Date.now() - Date.parse(look.opened_at)) / 1000);
navigator.geolocation?.watchPosition((found) => { place = found.coords; }, () => {}, { enableHighAccuracy: true });

async function begin() {
  fault.textContent = "";
  const diameter = Number(form.entry_diameter_cm.value.replace(",", "."));
  if (!(diameter > 0)) { fault.textContent = texts.measure; return; }
  if (diameter < Number(task.min_diameter_cm)) { fault.textContent = fill(texts.narrow, { limit: task.min_diameter_cm }); return; }
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    fault.textContent = fill(texts.no_camera, { why: error.name });
    return;
  }
  video.hidden = false;
  await video.play();
  look = { id: crypto.randomUUID(), opened_at: new Date().toISOString(), diameter, stills: [], segments: [] };
  at("stills").replaceChildren();
  form.entry_diameter_cm.disabled = true;
  at("record").hidden = true;
  at("tools").hidden = false;
  recorder = record(video.srcObject, task.segment_s, async (segment) => {
    look.segments.push({ ...segment, digest: await digestOf(segment.blob) });
  });
  ticking = setInterval(() => { line.dataset.live = ""; line.textContent = fill(texts.recording, { seconds: seconds() }); }, 500);
}

async function still() {
  if (!place) { fault.textContent = texts.no_place; return; }
  fault.textContent = "";
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const taken_at = new Date().toISOString();
  const where = { latitude: place.latitude.toFixed(6), longitude: place.longitude.toFixed(6) };
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  look.stills.push({ blob, digest: await digestOf(blob), taken_at, ...where });
  at("stills").append(element("img", { src: URL.createObjectURL(blob), alt: `${texts.still} ${look.stills.length}` }));
}

async function end() {
  at("tools").hidden = true;
  await recorder.stop();
  clearInterval(ticking);
  delete line.dataset.live;
  line.textContent = fill(texts.recorded, { seconds: seconds(), count: look.segments.length });
  for (const track of video.srcObject.getTracks()) track.stop();
  video.hidden = true;
  look.segments.sort((one, other) => one.started_at.localeCompare(other.started_at));
  const gap = look.segments.some((each, index) => index && Date.parse(each.started_at) - Date.parse(look.segments[index - 1].ended_at) > task.max_gap_s * 1000);
  if (gap || !look.segments.length) { again(); fault.textContent = texts.gap; return; }
  if (!look.stills.length) { again(); fault.textContent = texts.one_still; return; }
  for (const part of document.querySelectorAll("[data-judging]")) part.hidden = false;
}

function again() {
  look = null;
  form.entry_diameter_cm.disabled = false;
  at("record").hidden = false;
  for (const part of document.querySelectorAll("[data-judging]")) part.hidden = true;
}

async function judge(judgement) {
  const facts = {
    inspection: task.reference, entry_diameter_cm: String(look.diameter), entry_position: form.entry_position.value,
    opened_at: look.opened_at, judgement, remark: form.remark.value,
  };
  await keep({ id: look.id, facts, stills: look.stills, segments: look.segments });
  again();
  line.textContent = texts.kept;
  await send();
}

function refused(look_) {
  const read = element("button", { type: "button", className: "button", textContent: texts.discard });
  read.addEventListener("click", async () => { await drop(look_.id); await send(); });
  const why = look_.problems.map((problem) => element("p", { textContent: english ? problem.en : problem.zh }));
  return element("div", { className: "kept" }, element("strong", { textContent: texts.refused }), ...why, read);
}

async function send() {
  const told = await sync();
  at("kept-looks").replaceChildren(...told.refused.map(refused));
  const state = document.querySelector("[data-sync]");
  state.dataset.tone = told.refused.length ? "bad" : told.waiting ? "warn" : "";
  state.textContent = told.waiting ? `${fill(texts.waiting, { count: told.waiting })} · ${told.first ? texts.first : texts.offline}` : "";
  const last = told.sent.at(-1);
  if (last) line.textContent = `${fill(texts.sent, last)}${last.sample_request ? ` · ${fill(texts.sample, { reference: last.sample_request })}` : ""}`;
}

at("record").addEventListener("click", begin);
at("still").addEventListener("click", still);
at("stop").addEventListener("click", end);
for (const button of document.querySelectorAll("[data-judge]")) button.addEventListener("click", () => judge(button.dataset.judge));
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("online", send);
setInterval(send, 20000);
await send();
