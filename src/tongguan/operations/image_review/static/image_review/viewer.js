// The scan viewer: zoom and pan by pointer and keys, brightness, contrast, invert, and boxes drawn as marks.
// Marks are kept in image pixels, so that they mean the same on every screen.
import { openCanvas } from "./canvas.js";
import { openMarks } from "./marks.js";

const viewer = document.querySelector("[data-viewer]");
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

async function start() {
  const state = viewer.querySelector("[data-state]");
  const image = new Image();
  image.src = viewer.dataset.image;
  try {
    await image.decode();
  } catch {
    state.textContent = "✕";
    return;
  }
  state.textContent = "";
  const form = document.querySelector("[data-verdict]");
  const marks = openMarks(read("viewer-marks") ?? [], form, read("viewer-texts") ?? {});
  const canvas = openCanvas(viewer, image, marks);
  marks.onChange = canvas.paint;
  viewer.querySelector("[data-canvas]").focus({ preventScroll: true });
}

if (viewer) start();
