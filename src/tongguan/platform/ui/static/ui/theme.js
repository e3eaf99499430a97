// The theme switch without a page load; the cookie is the server's, so that the next page is painted right at once.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const data = new FormData(form, event.submitter);
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
  const chosen = event.submitter.querySelector("svg use");
  form.parentElement.querySelector("summary svg use")?.setAttribute("href", chosen.getAttribute("href"));
  form.closest("details").open = false;
  await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
});
