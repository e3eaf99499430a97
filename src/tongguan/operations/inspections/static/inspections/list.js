// The list: registers the worker, keeps every task page for the way without a network, sends what waits.
import { show, texts } from "./state.js";
import { sync } from "./queue.js";

navigator.serviceWorker?.register("/inspect/worker.js", { scope: "/inspect/" }).then(() => navigator.serviceWorker.ready).then(() => {
  for (const link of document.querySelectorAll("[data-task], [data-keep-page]")) fetch(link.href).catch(() => {});
}).catch(() => {});

const again = async () => show(await sync(), texts);
addEventListener("online", again);
setInterval(again, 20000);
again();
