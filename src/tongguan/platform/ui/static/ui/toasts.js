// Short notices that a screen reader also hears. A response says one with the header HX-Trigger: {"toast": {"text", "tone"}}.
import { icon, say } from "./texts.js";

const icons = { good: "done", warn: "warning", bad: "alert", info: "info" };

export function toast(text, tone = "info") {
  const box = document.getElementById("toasts");
  if (!box || !text) return;
  const item = document.createElement("div");
  item.className = "toast";
  item.dataset.tone = tone;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", say("dismiss"));
  close.append(icon("cross"));
  close.addEventListener("click", () => item.remove());
  item.append(icon(icons[tone] ?? "info"), Object.assign(document.createElement("span"), { textContent: text }), close);
  box.append(item);
  if (tone !== "bad") setTimeout(() => item.remove(), 8000);
}

document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));
