// The travel document: a kiosk's scanner, on a phone typed lines or a picture. What was read is shown before going on.
import { bundle, button, countryName, dayInWords, element, language, say } from "./words.js";
import { readZone } from "./mrz.js";

const LOOKED_AT = ["name", "number", "nationality", "birth_date", "sex", "expiry_date"];

function inWords(name, fields) {
  if (name === "nationality") return countryName(fields[name]);
  if (name === "sex") return say(`sex.${fields[name]}`);
  return name.endsWith("_date") && fields[name] ? dayInWords(fields[name]) : fields[name];
}

function shown(mrz) {
  const { valid, fields } = readZone(mrz, bundle.today);
  if (!valid) return element("p", { className: "fault", role: "alert", textContent: say(fields.number ? "error.check_digit" : "error.document") });
  const rows = LOOKED_AT.filter((name) => fields[name]).map((name) => element("div", {}, element("dt", { textContent: say(`document.${name}`) }), element("dd", { textContent: inWords(name, fields), dir: "auto" })));
  return element("section", { className: "read" }, element("h3", { textContent: say("document.read") }), element("dl", { className: "facts" }, ...rows));
}

async function readPicture(file) {
  const body = new FormData();
  body.append("picture", file);
  const answer = await fetch(bundle.addresses.document, { method: "POST", body, credentials: "omit", headers: { "Accept-Language": language } });
  if (answer.status === 429) throw new Error("too_many");
  const told = answer.ok ? await answer.json() : { lines: [] };
  if (!told.lines.length) throw new Error("document");
  return told.lines.join("\n");
}

/** The scanner of a kiosk: asked again and again for the next document by the kiosk's own address. */
export function scanned(take, signal) {
  const ask = async () => {
    while (!signal.aborted) {
      try {
        const answer = await fetch(`${bundle.scanner}/v1/document`, { signal, credentials: "omit", cache: "no-store" });
        if (answer.status === 200) { take((await answer.json()).mrz); continue; }
      } catch { /* no scanner just now: asked again */ }
      await new Promise((done) => setTimeout(done, 700));
    }
  };
  ask();
}

export function documentField(each, given, answer) {
  const place = element("div", { className: "stack" });
  const seen = element("div", {}, given?.mrz ? shown(given.mrz) : "");
  const take = (mrz) => { seen.replaceChildren(shown(mrz)); answer({ mrz }, false, true); };
  if (bundle.mode === "kiosk") {
    const stop = new AbortController();
    place.append(element("p", { className: "scan", textContent: say("document.scan") }), seen);
    scanned(take, stop.signal);
    place.leave = () => stop.abort();
    return place;
  }
  const lines = element("textarea", { className: "typed zone", rows: 3, maxLength: 140, spellcheck: false, autocapitalize: "characters", autocomplete: "off", dir: "ltr", value: given?.mrz ?? "", "aria-label": say("document.lines") });
  lines.addEventListener("input", () => { if (lines.value.trim().length > 60) take(lines.value); else answer("", false, true); });
  const fault = element("p", { className: "fault", role: "alert" });
  const picture = element("input", { type: "file", accept: "image/*", className: "hidden-text" });
  picture.setAttribute("capture", "environment");
  picture.addEventListener("change", async () => {
    fault.textContent = "";
    try { lines.value = await readPicture(picture.files[0]); take(lines.value); } catch (error) { fault.textContent = say(["too_many", "document"].includes(error.message) ? `error.${error.message}` : "ui.failed"); }
    picture.value = "";
  });
  const label = element("label", { className: "button" }, say("document.picture"), picture);
  place.append(label, element("p", { className: "muted", textContent: say("document.picture_note") }), fault, element("p", { textContent: say("document.lines") }), lines, seen);
  return place;
}
