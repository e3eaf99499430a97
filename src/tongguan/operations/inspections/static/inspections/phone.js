// One inspection: where it stands on this phone (the server's state and what is queued), and its next step.
import * as queue from "./queue.js";
import { take } from "./photos.js";
import { show, texts } from "./state.js";
import { element, faultOf, field, picks, select, shots } from "./task.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const task = read("phone-task");
const words = read("phone-words");
const place = document.querySelector("[data-step]");
const COURSE = { ordered: ["accept", "accepted"], accepted: ["arrive", "arrived"], arrived: ["start", "recording"], recording: ["submit", "submitted"] };

async function standing() {
  const queued = await queue.stepsOf(task.reference);
  // What the server last said, read after the queue: a step leaves the queue only when this is kept. The page may be older.
  const known = queue.standingOf(task.reference);
  if (known && known.version > task.version) Object.assign(task, known);
  let { state, version } = task;
  for (const step of queued) {
    if (step.status !== "waiting" || step.version !== version) continue;
    state = Object.values(COURSE).find(([code]) => code === step.step)?.[1] ?? state;
    version += 1;
  }
  return { state, version, stopped: queued.filter((each) => each.status !== "waiting"), waiting: queued.length };
}

/** What the page shows of a standing; the same words, the same page. */
const shown = ({ state, version, stopped, waiting }) => [state, version, stopped.length, COURSE[state] ? "" : waiting].join();

function fieldsOf(step, photos) {
  if (step === "arrive") return task.container ? [field("container", texts.container, { required: true, autocapitalize: "characters" })] : [];
  if (step === "start") return [select("seal_state", texts.seal_state, words.seals), field("seals", texts.seals), field("direct_opening", texts.direct_opening)];
  if (step === "submit") {
    return [shots(task, words, photos, photographed), picks("checks", texts.checks, words.checks), select("result", texts.result, words.results),
      field("new_seals", texts.new_seals), field("recovered_value", texts.recovered_value, { inputMode: "decimal" }), field("remark", texts.remark, { rows: 3 })];
  }
  return [];
}

const draft = {};
function answers(form) {
  const data = Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "checks" && typeof value === "string"));
  if (form.querySelector("[name=checks]")) data.checks = [...form.querySelectorAll("[name=checks]:checked")].map((box) => box.value);
  return data;
}

function refill(form) {
  for (const [name, value] of Object.entries(draft)) {
    if (name === "checks") for (const box of form.querySelectorAll("[name=checks]")) box.checked = value.includes(box.value);
    else if (form.elements[name]) form.elements[name].value = value;
  }
}

async function photographed(file, kind) {
  Object.assign(draft, answers(place.querySelector("form")));
  await take(file, task.reference, kind);
  await draw();
}

async function submit(event, step, version) {
  event.preventDefault();
  const form = event.target;
  const photos = await queue.photosOf(task.reference);
  const data = answers(form);
  const fault = faultOf(step, task, words, photos, data);
  form.querySelector(".fault").textContent = fault;
  if (fault) return;
  const sent = step === "submit" ? photos : [];
  if (step === "submit") data.photos = JSON.stringify(sent.map(({ digest, kind, taken_at, latitude, longitude }) => ({ digest, kind, taken_at, latitude, longitude })));
  await queue.keepStep(task.reference, step, version, data, sent.map((photo) => photo.digest));
  for (const name of Object.keys(draft)) delete draft[name];
  await draw();
  await send();
}

function stopped(step) {
  const english = document.documentElement.lang === "en";
  const read_ = element("button", { type: "button", className: "button", textContent: texts.discard });
  read_.addEventListener("click", async () => { await queue.dropStep(step.order); location.reload(); });
  return element("div", { className: "kept" }, element("strong", { textContent: texts[step.step] ?? step.step }),
    ...(step.problems ?? []).map((problem) => element("p", { textContent: english ? problem.en : problem.zh })), read_);
}

let drawing = Promise.resolve();
/** One drawing after the other, each of what holds when its turn comes. */
function draw() {
  drawing = drawing.catch(() => {}).then(drawn);
  return drawing;
}

async function drawn() {
  const now = await standing();
  document.querySelector("[data-state]").textContent = words.states[now.state] ?? now.state;
  const next = COURSE[now.state]?.[0];
  const parts = now.stopped.map(stopped);
  if (next && !now.stopped.length) {
    const photos = await queue.photosOf(task.reference);
    const button = element("button", { className: "button big", textContent: texts[next] });
    button.dataset.kind = "primary";
    const form = element("form", { className: "form stack", noValidate: next !== "start" }, ...fieldsOf(next, photos), element("p", { className: "fault", role: "alert" }), button);
    form.addEventListener("submit", (event) => submit(event, next, now.version));
    refill(form);
    parts.push(form);
  } else if (!next) {
    const word = now.state === "reassigning" ? texts.waits_reassign : now.waiting ? texts.done : texts.sent;
    parts.push(element("p", { className: "task-facts", textContent: word }));
  }
  place.dataset.shown = shown(now);
  place.replaceChildren(...parts);
}

async function send() {
  const told = await queue.sync();
  show(told);
  await drawing;
  // What is being typed stays: the form is drawn anew only where it is another one.
  if (shown(await standing()) !== place.dataset.shown) await draw();
  if (told.standing[task.reference]) fetch(location.href).catch(() => {});
}

addEventListener("online", send);
setInterval(send, 20000);
await draw();
await send();
