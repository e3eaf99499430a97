// The port's map: land outlines, quays and fairway from one GeoJSON file, ships from another that is asked for again
// and again. Colours are the design system's. Nothing is fetched from elsewhere: no tiles, no fonts, no sprites.
const texts = document.querySelector("[data-map-texts]")?.dataset ?? {};
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const chinese = document.documentElement.lang.startsWith("zh");
const REFRESH_MS = 4000;
const GLIDE_MS = 3600;
const FRAME_MS = 250;
const NAMED = 14;

function palette(root) {
  const probe = document.createElement("span");
  probe.hidden = true;
  root.append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    water: read("--map-water"), land: read("--map-land"), shore: read("--map-shore"), quay: read("--map-quay"),
    yard: read("--map-yard"), lane: read("--map-lane"), track: read("--chart-2"),
  };
  probe.remove();
  return found;
}

// A style expression may only hold colours that MapLibre reads; computed colours are rgb() or rgba().
function layers(c) {
  const kind = (...names) => ["in", ["get", "kind"], ["literal", names]];
  return [
    { id: "water", type: "background", paint: { "background-color": c.water } },
    { id: "anchorage", type: "fill", source: "port", filter: kind("anchorage"), paint: { "fill-color": c.lane, "fill-opacity": 0.16 } },
    { id: "anchorage-edge", type: "line", source: "port", filter: kind("anchorage"), paint: { "line-color": c.lane, "line-dasharray": [3, 3], "line-width": 1.2 } },
    { id: "fairway", type: "line", source: "port", filter: kind("fairway"), paint: { "line-color": c.lane, "line-width": 2, "line-dasharray": [6, 4], "line-opacity": 0.8 } },
    { id: "land", type: "fill", source: "port", filter: kind("land"), paint: { "fill-color": c.land } },
    { id: "shore", type: "line", source: "port", filter: kind("land"), paint: { "line-color": c.shore, "line-width": 1.4 } },
    { id: "yard", type: "fill", source: "port", filter: kind("yard"), paint: { "fill-color": c.yard } },
    { id: "quay", type: "fill", source: "port", filter: kind("quay"), paint: { "fill-color": c.quay } },
    { id: "breakwater", type: "line", source: "port", filter: kind("breakwater"), paint: { "line-color": c.quay, "line-width": 4 }, layout: { "line-cap": "round", "line-join": "round" } },
    { id: "gate", type: "circle", source: "port", filter: kind("gate"), paint: { "circle-radius": 4, "circle-color": c.quay, "circle-stroke-width": 1.5, "circle-stroke-color": c.shore } },
    { id: "track", type: "line", source: "track", paint: { "line-color": c.track, "line-width": 2.5, "line-opacity": 0.85 }, layout: { "line-join": "round" } },
  ];
}

// A hull seen from above, bow up, coloured by the sheet. Hulls are elements, not symbols of the map: a symbol is laid
// out anew by a worker and placed at a later frame whenever its data change, and on a slow machine it is never seen.
const SVG = "http://www.w3.org/2000/svg";
const HULL = "M12 1.5Q17 6.5 16.5 12L16 21.5H8L7.5 12Q7 6.5 12 1.5Z";

function hull({ url, name }) {
  const link = Object.assign(document.createElement("a"), { className: "map-hull", href: url });
  link.setAttribute("aria-label", name);
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  const outline = document.createElementNS(SVG, "path");
  outline.setAttribute("d", HULL);
  picture.append(outline);
  link.append(picture);
  return link;
}

const empty = () => ({ type: "FeatureCollection", features: [] });

function look(ship) {
  if (ship.call === "berthed") return "berthed";
  if (ship.call === "arrived") return "waiting";
  return (ship.speed_kn ?? 0) > 0.5 ? "under" : "idle";
}

class PortMap {
  constructor(root) {
    this.root = root;
    this.ships = new Map();
    this.hulls = new Map();
    this.names = new Map();
    this.placed = [];
    this.colours = palette(root);
    this.scale = root.dataset.plain === undefined ? 1 : 1.4;
    this.map = new maplibregl.Map({
      container: root, attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
      minZoom: 6.5, maxZoom: 15,
      style: { version: 8, sources: this.sources(), layers: layers(this.colours) },
      bounds: [[149.78, 29.62], [150.26, 30.1]], fitBoundsOptions: { padding: 12 },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.getCanvas().setAttribute("aria-label", root.dataset.label ?? "");
    if (root.dataset.plain === undefined) {
      const bar = new maplibregl.NavigationControl({ showCompass: false });
      this.map.addControl(bar, "top-right");
      root.querySelector(".maplibregl-ctrl-zoom-in")?.setAttribute("aria-label", texts.zoomIn ?? "");
      root.querySelector(".maplibregl-ctrl-zoom-out")?.setAttribute("aria-label", texts.zoomOut ?? "");
    }
    this.map.on("load", () => { this.root.dataset.ready = ""; });
    new MutationObserver(() => this.recoloured()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recoloured());
    this.started();
  }

  sources() {
    const data = (url) => ({ type: "geojson", data: url ? new URL(url, location.href).href : empty() });
    return { port: data(this.root.dataset.port), track: data(this.root.dataset.track) };
  }

  // Ships and names are elements: they need not wait until the map itself is drawn.
  started() {
    this.map.on("zoom", () => this.sized());
    this.sized();
    this.places();
    this.refresh();
    setInterval(() => { if (!document.hidden) this.refresh(); }, REFRESH_MS);
  }

  // Hulls grow a little as one comes nearer.
  sized() {
    const near = Math.min(1, Math.max(0, (this.map.getZoom() - 7) / 6));
    this.root.style.setProperty("--hull", `${Math.round((12 + 14 * near) * this.scale)}px`);
  }

  recoloured() {
    this.colours = palette(this.root);
    for (const layer of layers(this.colours)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name, value);
    }
  }

  label(text, place, css) {
    const element = Object.assign(document.createElement("span"), { className: css, textContent: text });
    if (!css.includes("map-near")) this.placed.push({ text, place, element });
    return new maplibregl.Marker({ element, anchor: "center" }).setLngLat(place).addTo(this.map);
  }

  async places() {
    const answer = await fetch(this.root.dataset.port);
    if (!answer.ok) return;
    for (const { properties: p, geometry } of (await answer.json()).features) {
      const name = chinese ? p.zh : p.en;
      if (p.kind === "anchorage") this.label(name, middle(geometry.coordinates[0]), "map-place");
      if (p.kind === "land" && p.code !== "L0") this.label(name, middle(geometry.coordinates[0]), "map-place");
      if (p.kind === "yard") this.label(name, middle(geometry.coordinates[0]), "map-place map-near");
      if (p.kind === "gate") this.label(name, [geometry.coordinates[0], geometry.coordinates[1] + 0.004], "map-place map-near");
    }
    const near = () => this.root.toggleAttribute("data-near", this.map.getZoom() > 10.6);
    this.map.on("zoom", near);
    near();
    for (const event of ["moveend", "resize"]) this.map.on(event, () => this.trimmed());
    this.trimmed();
  }

  // A name that the edge would cut is left out.
  whole(x, y, width) {
    const { clientWidth, clientHeight } = this.root;
    return x >= 0 && x + width <= clientWidth && y >= 10 && y <= clientHeight - 10;
  }

  trimmed() {
    const em = parseFloat(getComputedStyle(this.root).fontSize);
    for (const { text, place, element } of this.placed) {
      const { x, y } = this.map.project(place);
      const width = em * (chinese ? 0.85 : 0.5) * text.length;
      element.hidden = !this.whole(x - width / 2, y, width);
    }
  }

  async refresh() {
    let answer;
    try { answer = await fetch(this.root.dataset.ships, { headers: { Accept: "application/json" } }); } catch { return; }
    if (!answer.ok) return;
    const now = performance.now();
    const seen = new Set();
    for (const feature of (await answer.json()).features) {
      const ship = feature.properties;
      const to = feature.geometry.coordinates;
      const known = this.ships.get(ship.imo);
      const from = known && !calm.matches ? this.at(known, now) : to;
      this.ships.set(ship.imo, { ship, from, to, since: now });
      seen.add(ship.imo);
    }
    for (const imo of this.ships.keys()) if (!seen.has(imo)) this.ships.delete(imo);
    this.focus();
    this.draw();
  }

  // Ships glide to where they were last heard of: a jump would look like an error.
  at({ from, to, since }, now) {
    const part = calm.matches ? 1 : Math.min(1, (now - since) / GLIDE_MS);
    return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
  }

  // A ship at sea moves less than a pixel in a quarter of a second.
  draw() {
    clearTimeout(this.frame);
    const now = performance.now();
    const features = [...this.ships.values()].map((each) => ({
      type: "Feature", geometry: { type: "Point", coordinates: this.at(each, now) },
      properties: { ...each.ship, look: look(each.ship), heading: each.ship.course_deg ?? 0 },
    }));
    this.shown(features);
    this.name(features);
    const moving = [...this.ships.values()].some((e) => now - e.since < GLIDE_MS && (e.from[0] !== e.to[0] || e.from[1] !== e.to[1]));
    if (moving && !calm.matches && !document.hidden) this.frame = setTimeout(() => this.draw(), FRAME_MS);
  }

  shown(features) {
    for (const [imo, marker] of this.hulls) if (!this.ships.has(imo)) { marker.remove(); this.hulls.delete(imo); }
    for (const feature of features) {
      const { imo, look: how, heading } = feature.properties;
      let marker = this.hulls.get(imo);
      if (!marker) {
        const element = hull(feature.properties);
        const tell = () => { const known = this.ships.get(imo); if (known) this.told(known.ship, known.to); };
        for (const event of ["mouseenter", "focus"]) element.addEventListener(event, tell);
        for (const event of ["mouseleave", "blur"]) element.addEventListener(event, () => this.told(null));
        marker = new maplibregl.Marker({ element, rotationAlignment: "map" }).setLngLat(feature.geometry.coordinates).addTo(this.map);
        this.hulls.set(imo, marker);
      }
      marker.setLngLat(feature.geometry.coordinates).setRotation(heading);
      marker.getElement().dataset.look = how;
    }
  }

  name(features) {
    const shown = this.apart(features.filter((f) => f.properties.look === "under" || f.properties.imo === this.root.dataset.focus));
    const wanted = new Set(shown.map((f) => f.properties.imo));
    for (const [imo, marker] of this.names) if (!wanted.has(imo)) { marker.remove(); this.names.delete(imo); }
    for (const { properties: p, geometry } of shown) {
      const marker = this.names.get(p.imo);
      if (marker) marker.setLngLat(geometry.coordinates);
      else {
        const element = Object.assign(document.createElement("a"), { className: "map-name", textContent: p.name, href: p.url });
        this.names.set(p.imo, new maplibregl.Marker({ element, anchor: "left", offset: [14, 0] }).setLngLat(geometry.coordinates).addTo(this.map));
      }
    }
  }

  // Names that would lie upon another name are left out; the ship tells its name when it is pointed at.
  apart(features) {
    const em = parseFloat(getComputedStyle(this.root).fontSize);
    const places = this.placed.map(({ text, place }) => {
      const { x, y } = this.map.project(place);
      const width = em * 1.1 * text.length;
      return { x: x - width / 2, y, width };
    });
    const taken = [];
    return features.filter((feature) => {
      const { x, y } = this.map.project(feature.geometry.coordinates);
      const width = em * (1.5 + 0.6 * feature.properties.name.length);
      if (!this.whole(x, y, width)) return false;
      const free = [...places, ...taken].every((t) => Math.abs(t.y - y) > em * 1.3 || x > t.x + t.width || t.x > x + width);
      if (free && taken.length < NAMED) taken.push({ x, y, width });
      return free && taken.length <= NAMED;
    });
  }

  focus() {
    const found = this.root.dataset.focus && this.ships.get(this.root.dataset.focus);
    if (found && !this.focused) {
      this.focused = true;
      this.map.jumpTo({ center: found.to, zoom: 10.5 });
    }
  }

  told(ship, place) {
    this.popup?.remove();
    if (!ship) return;
    const { name, imo, speed_kn: speed } = ship;
    const words = `${name} · IMO ${imo}${typeof speed === "number" ? ` · ${speed.toFixed(1)} ${texts.knots ?? ""}` : ""}`;
    this.popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 14 })
      .setLngLat(place).setText(words).addTo(this.map);
  }
}

function middle(ring) {
  const sum = ring.reduce(([x, y], [a, b]) => [x + a, y + b], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

for (const root of document.querySelectorAll("[data-port-map]")) root.portMap = new PortMap(root);
