// Ages, deadlines and clocks run by the server's clock: the difference to this machine's is taken when the page arrives.
import { fill, soonSeconds, units } from "./texts.js";

const served = Date.parse(document.documentElement.dataset.now ?? "");
const ahead = Number.isNaN(served) ? 0 : served - Date.now();
const now = () => Date.now() + ahead;

function worded(seconds, form) {
  const unit = units.find((each) => seconds >= each.size) ?? units[units.length - 1];
  return unit ? fill(unit[form], { number: Math.floor(seconds / unit.size) }) : "";
}

function write(element, text) {
  if (text && element.textContent !== text) element.textContent = text;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const seconds = Math.max(0, (now() - Date.parse(time.dateTime)) / 1000);
    write(time, worded(seconds, "ago"));
    const limit = Number(time.dataset.staleAfter);
    if (limit) time.parentElement.toggleAttribute("data-stale", seconds > limit);
  }
  for (const time of document.querySelectorAll("time[data-due]")) {
    const seconds = (Date.parse(time.dateTime) - now()) / 1000;
    write(time, worded(Math.abs(seconds), seconds < 0 ? "late" : "left"));
    time.parentElement.dataset.tone = seconds < 0 ? "bad" : seconds < soonSeconds ? "warn" : "idle";
  }
  for (const clock of document.querySelectorAll("time[data-clock]")) {
    const zone = clock.dataset.zone || undefined;
    write(clock, new Date(now()).toLocaleString("sv-SE", { timeZone: zone }));
  }
}

refresh();
setInterval(refresh, 1000);
document.addEventListener("htmx:afterSwap", refresh);
