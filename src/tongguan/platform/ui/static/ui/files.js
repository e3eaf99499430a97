// File places: drop, preview, size check, upload progress. Pictures are drawn on a canvas, so no blob: address is needed.
import { icon, say } from "./texts.js";
import { toast } from "./toasts.js";

const SIDE = 320;

async function picture(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

async function preview(file, tooLarge) {
  const item = document.createElement("div");
  item.className = "preview";
  let shown = null;
  if (!tooLarge && file.type.startsWith("image/")) shown = await picture(file).catch(() => null);
  if (!shown) {
    shown = Object.assign(document.createElement("div"), { className: "preview-file" });
    shown.append(icon(tooLarge ? "warning" : "document"));
  }
  item.toggleAttribute("data-bad", tooLarge);
  item.append(shown, Object.assign(document.createElement("span"), { textContent: `${file.name} · ${(file.size / 1e6).toFixed(1)} MB` }));
  return item;
}

async function show(place) {
  const input = place.querySelector("input[type=file]");
  const limit = Number(place.dataset.limitMb) || Infinity;
  const large = [...input.files].filter((file) => file.size > limit * 1e6);
  const items = await Promise.all([...input.files].map((file) => preview(file, large.includes(file))));
  place.querySelector("[data-previews]").replaceChildren(...items);
  for (const file of large) toast(say("too_large", { name: file.name, limit }), "bad");
  input.setCustomValidity(large.length ? say("too_large", { name: large[0].name, limit }) : "");
}

function ready(root) {
  for (const zone of root.querySelectorAll(".filedrop")) zone.dataset.ready = "";
}
ready(document);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
document.addEventListener("change", (event) => {
  const place = event.target.closest?.("[data-filedrop]");
  if (place && event.target.type === "file") show(place);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.(".filedrop");
    if (!zone) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    const chosen = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) chosen.items.add(file);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
document.addEventListener("htmx:xhr:progress", (event) => {
  for (const bar of event.target.querySelectorAll("progress[data-upload]")) {
    bar.hidden = !event.detail.lengthComputable || event.detail.loaded >= event.detail.total;
    bar.value = event.detail.total ? (100 * event.detail.loaded) / event.detail.total : 0;
  }
});
