// A kiosk: it forgets after a while without a touch, and counts every key that anybody presses (there should be none).
import { bundle, button, element, say } from "./words.js";
import { draft } from "./draft.js";
import { finish } from "./fleet.js";

const WARNING_S = 15;
let touched = Date.now();
document.body.dataset.typed = "0";
for (const kind of ["pointerdown", "touchstart"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
addEventListener("keydown", () => { document.body.dataset.typed = String(Number(document.body.dataset.typed) + 1); }, true);

const warning = element("dialog", { className: "still-here" });
const words = element("p", { role: "alert" });
warning.append(words, button(say("ui.here"), () => { touched = Date.now(); warning.close(); }, "primary", { className: "big", data: { act: "here" } }));
document.body.append(warning);

setInterval(() => {
  if (draft.at < 0 && !draft.receipt) return;
  const left = Math.ceil(bundle.timeout_s - (Date.now() - touched) / 1000);
  if (left <= 0) { finish("abandoned"); location.replace(bundle.addresses.home); }
  else if (left <= WARNING_S) {
    words.textContent = say("ui.timeout", { seconds: left });
    if (!warning.open) warning.showModal();
  } else if (warning.open) warning.close();
}, 500);
