// htmx requests: no empty parameters in addresses, failures said aloud, forms with errors swapped in place.
import { toast } from "./toasts.js";
import { say } from "./texts.js";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of Object.entries(event.detail.parameters)) if (value === "") delete event.detail.parameters[name];
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector?.(".error-summary")?.focus());
document.addEventListener("htmx:sendError", () => toast(say("failed"), "bad"));
document.addEventListener("htmx:responseError", (event) => toast(say("refused", { status: event.detail.xhr.status }), "bad"));
