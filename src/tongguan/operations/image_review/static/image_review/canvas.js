// The image on its canvas: where it lies (x, y, scale), how it is toned, and what pointers and keys do to it.
const STEP = 1.25;
const MOST = 32;

export function openCanvas(viewer, image, marks) {
  const canvas = viewer.querySelector("[data-canvas]");
  const zoomed = viewer.querySelector("[data-zoom]");
  const pen = canvas.getContext("2d");
  const view = { x: 0, y: 0, scale: 1 };
  const tone = { brightness: 100, contrast: 100, invert: false };
  let drawing = "draw" in viewer.dataset;
  let held = null;
  let draft = null;
  const ratio = () => window.devicePixelRatio || 1;
  const colour = (name) => getComputedStyle(viewer).getPropertyValue(name).trim();

  function paint() {
    const { width, height } = canvas.getBoundingClientRect();
    if (canvas.width !== Math.round(width * ratio())) canvas.width = Math.round(width * ratio());
    if (canvas.height !== Math.round(height * ratio())) canvas.height = Math.round(height * ratio());
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio() * view.scale, 0, 0, ratio() * view.scale, ratio() * view.x, ratio() * view.y);
    pen.imageSmoothingEnabled = view.scale < 2;
    pen.filter = `brightness(${tone.brightness}%) contrast(${tone.contrast}%) invert(${tone.invert ? 1 : 0})`;
    pen.drawImage(image, 0, 0);
    pen.filter = "none";
    marks.all.forEach((mark, index) => box(mark, index + 1));
    if (draft) box(draft, "");
    zoomed.value = `${Math.round(view.scale * 100)}%`;
  }

  function box(mark, name) {
    pen.lineWidth = 2.5 / view.scale;
    pen.strokeStyle = "#ffb000";
    pen.strokeRect(mark.x, mark.y, mark.width, mark.height);
    if (!name) return;
    const size = 16 / view.scale;
    pen.fillStyle = "#ffb000";
    pen.fillRect(mark.x, mark.y - size * 1.2, size * 1.4, size * 1.2);
    pen.fillStyle = "#111";
    pen.font = `600 ${size}px ${colour("--font") || "sans-serif"}`;
    pen.fillText(String(name), mark.x + size * 0.35, mark.y - size * 0.25);
  }

  function fit() {
    const { width, height } = canvas.getBoundingClientRect();
    view.scale = Math.min(width / image.width, height / image.height) * 0.98;
    view.x = (width - image.width * view.scale) / 2;
    view.y = (height - image.height * view.scale) / 2;
    paint();
  }

  function zoom(factor, at) {
    const { width, height } = canvas.getBoundingClientRect();
    const centre = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(Math.max(view.scale * factor, 0.05), MOST);
    view.x = centre.x - (centre.x - view.x) * (scale / view.scale);
    view.y = centre.y - (centre.y - view.y) * (scale / view.scale);
    view.scale = scale;
    paint();
  }

  const inside = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
  const pixel = (event) => ({
    x: inside((event.offsetX - view.x) / view.scale, image.width),
    y: inside((event.offsetY - view.y) / view.scale, image.height),
  });

  function between(a, b) {
    return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y), note: "" };
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    const draws = drawing && event.button === 0 && !event.shiftKey;
    held = { draws, from: pixel(event), x: event.offsetX - view.x, y: event.offsetY - view.y };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (held.draws) draft = between(held.from, pixel(event));
    else Object.assign(view, { x: event.offsetX - held.x, y: event.offsetY - held.y });
    paint();
  });
  canvas.addEventListener("pointerup", () => {
    if (draft && draft.width > 3 && draft.height > 3) marks.add(draft);
    held = draft = null;
    paint();
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, { x: event.offsetX, y: event.offsetY });
  }, { passive: false });

  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move) { view.x += move[0]; view.y += move[1]; paint(); }
    else if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else return;
    event.preventDefault();
  });

  function mode() {
    canvas.dataset.mode = drawing ? "draw" : "move";
    viewer.querySelector('[data-do="draw"]')?.setAttribute("aria-pressed", drawing);
  }

  const does = {
    "zoom-in": () => zoom(STEP),
    "zoom-out": () => zoom(1 / STEP),
    fit,
    invert: (button) => { tone.invert = !tone.invert; button.setAttribute("aria-pressed", tone.invert); paint(); },
    draw: () => { drawing = !drawing; mode(); },
  };
  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) does[button.dataset.do](button);
  });
  viewer.addEventListener("input", (event) => {
    if (event.target.dataset.tone) { tone[event.target.dataset.tone] = event.target.value; paint(); }
  });
  new ResizeObserver(paint).observe(canvas);
  mode();
  fit();
  return { paint };
}
