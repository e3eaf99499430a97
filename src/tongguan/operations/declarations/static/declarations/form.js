// The declaration form: names of codes, totals that follow typing, units of the commodity, one lodging.
const form = document.querySelector("[data-declaration]");
const goods = form?.querySelector("[data-goods]");
const whole = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 5 });

// Decimal text as a BigInt of 10⁻⁵ units: sums of prices are exact, which floats are not.
const SCALE = 5;
function exact(text) {
  const found = /^\s*(-?)(\d{1,15})(?:\.(\d*))?\s*$/.exec(text ?? "");
  if (!found) return null;
  const digits = BigInt(found[2] + (found[3] ?? "").slice(0, SCALE).padEnd(SCALE, "0"));
  return found[1] ? -digits : digits;
}
const shown = (units) => whole.format(Number(units) / 10 ** SCALE);

const rows = () => [...goods.querySelectorAll("[data-line]")].filter((row) => !row.hidden && row.querySelector("[data-field='hs_code'], [data-field='total_price']")?.closest("tbody"));
const cell = (row, name) => row.querySelector(`[data-field="${name}"]`);

function total() {
  const sums = { price: 0n, net: 0n, gross: 0n };
  const currencies = new Set();
  const typed = (row, name) => cell(row, name)?.value ?? "";  // a summary has fewer fields
  const filled = rows().filter((row) => typed(row, "hs_code") || typed(row, "description"));
  for (const row of filled) {
    sums.price += exact(typed(row, "total_price")) ?? 0n;
    sums.net += exact(typed(row, "net_mass_kg")) ?? 0n;
    sums.gross += exact(typed(row, "gross_mass_kg")) ?? 0n;
    if (typed(row, "currency")) currencies.add(typed(row, "currency"));
  }
  const say = (name, text) => { const shownAt = form.querySelector(`[data-total="${name}"]`); if (shownAt) shownAt.textContent = text; };
  say("lines", filled.length);
  say("price", currencies.size > 1 ? [...currencies].join(" + ") : `${shown(sums.price)} ${[...currencies][0] ?? ""}`);
  say("net", shown(sums.net));
  say("gross", shown(sums.gross));
}

function named(input) {
  const option = document.getElementById(`codes-${input.dataset.code}`)?.querySelector(`option[value="${CSS.escape(input.value)}"]`);
  input.title = option ? option.textContent : "";
  return option;
}

// Commodities are asked for while they are typed. What was found stays in the list; a question is asked once.
const chinese = document.documentElement.lang.startsWith("zh");
const questions = new Map();
function commodities(text) {
  const list = document.getElementById("codes-commodity");
  if (!list || text.length < 2) return Promise.resolve();
  if (!questions.has(text)) questions.set(text, fetch(`/api/v1/tariff?q=${encodeURIComponent(text.slice(0, 100))}`).then((answer) => (answer.ok ? answer.json() : { lines: [] })).then(({ lines }) => {
    for (const line of lines) {
      if (list.querySelector(`option[value="${CSS.escape(line.code)}"]`)) continue;
      const option = new Option(chinese ? `${line.zh} · ${line.en}` : `${line.en} · ${line.zh}`, line.code);
      Object.assign(option.dataset, { firstUnit: line.first_unit, secondUnit: line.second_unit });
      list.append(option);
    }
  }).catch(() => { questions.delete(text); }));
  return questions.get(text);
}
let typing = 0;
function asked(input) {
  clearTimeout(typing);
  typing = setTimeout(() => commodities(input.value.trim()), 150);
}

async function unitsOf(row, input) {
  const code = input.value.trim();
  await commodities(code.slice(0, 8));
  if (input.value.trim() !== code) return;
  named(input);
  const list = document.getElementById("codes-commodity");
  const option = list?.querySelector(`option[value="${CSS.escape(code)}"]`) ?? list?.querySelector(`option[value="${CSS.escape(code.slice(0, 8))}"]`);
  if (!option) return;
  const first = cell(row, "first_unit"), second = cell(row, "second_unit");
  if (first && option.dataset.firstUnit) first.value = option.dataset.firstUnit;
  if (second && option.dataset.secondUnit) second.value = option.dataset.secondUnit;
}

function priced(row) {
  const price = exact(cell(row, "unit_price")?.value), quantity = exact(cell(row, "quantity").value);
  const target = cell(row, "total_price");
  if (price === null || quantity === null || (target.value && target.dataset.made !== target.value)) return;
  const cents = (price * quantity + 5n * 10n ** 7n) / 10n ** 8n;
  target.value = `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
  target.dataset.made = target.value;
}

if (form && goods) {
  form.addEventListener("change", (event) => {
    const input = event.target;
    const row = input.closest("[data-line]");
    if (input.dataset.code) named(input);
    if (row && input.dataset.field === "hs_code") unitsOf(row, input);
    if (row && ["unit_price", "quantity"].includes(input.dataset.field)) priced(row);
    total();
  });
  form.addEventListener("input", (event) => { if (event.target.dataset.code === "commodity") asked(event.target); total(); });
  goods.addEventListener("click", () => queueMicrotask(total));
  for (const input of form.querySelectorAll("[data-code]")) named(input);
  total();
  document.querySelector(".error-summary")?.focus();
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 4000);
  });
}
