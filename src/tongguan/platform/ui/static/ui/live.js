// One stream of server-sent events per visible page. Each named event becomes a DOM event `live:<name>` on the body, so
// hx-trigger="live:alert from:body throttle:2s" fetches anew what changed, with the reader's own permissions.
// Hidden pages let go of the connection (browsers allow few per host) and catch up when shown: `live:resumed` follows
// every reconnection. The state is shown, because a silent page must not look like a quiet port.
const url = document.body.dataset.live;
const names = new Set(["message", "notification"]);
let source = null;
let lostOnce = false;

function show(state) {
  for (const mark of document.querySelectorAll("[data-live-state]")) mark.dataset.state = state;
}

function tell(name, detail) {
  document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail, bubbles: true }));
}

function receive(event) {
  let detail = event.data;
  try { detail = JSON.parse(event.data); } catch { /* plain text is fine */ }
  tell(event.type, detail);
}

function collect() {
  for (const element of document.querySelectorAll("[hx-trigger*='live:']")) {
    for (const [, name] of element.getAttribute("hx-trigger").matchAll(/live:([\w.-]+)/g)) {
      if (name !== "resumed" && !names.has(name)) {
        names.add(name);
        source?.addEventListener(name, receive);
      }
    }
  }
}

function open() {
  if (source || document.hidden) return;
  source = new EventSource(url);
  for (const name of names) source.addEventListener(name, receive);
  source.onopen = () => {
    show("open");
    if (lostOnce) tell("resumed", null);
    lostOnce = false;
  };
  source.onerror = () => {
    show("lost");
    lostOnce = true;
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(open, 5000);
    }
  };
}

function close() {
  source?.close();
  source = null;
  lostOnce = true;
}

if (url) {
  collect();
  open();
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  document.addEventListener("htmx:afterSettle", collect);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
}
