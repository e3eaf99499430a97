// Keeps pages for the way without a network: the network first, else the last copy.
const NAME = "{{ name|escapejs }}";
const KEPT = `${NAME}1`;
const FILES = [
{% for file in files %}  "{{ file|escapejs }}",
{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.allSettled(FILES.map((file) => kept.add(file)))));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(NAME) && name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([old, self.clients.claim()]));
});

async function networkFirst(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    // The server sends us to sign in: what was kept for the person before is no longer anybody's here.
    if (answer.type === "opaqueredirect" || answer.redirected) await caches.delete(KEPT);
    else if (answer.ok) kept.put(request, answer.clone());
    return answer;
  } catch (error) {
    const copy = await kept.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const page = url.pathname.startsWith("{{ scope|escapejs }}");
  const part = ["style", "script", "image", "font"].includes(request.destination) && !url.pathname.startsWith("/files/");
  if (page || part) event.respondWith(networkFirst(request));
});
