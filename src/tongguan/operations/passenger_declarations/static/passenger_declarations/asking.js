// What is asked and what is wrong: the same procedure as engines/questionnaires/answering.py, for devices without a
// network. A test gives both the same answers and compares.
const FLIGHT = /^[A-Z0-9]{2}[0-9]{1,4}$/;
const SEAT = /^[1-9][0-9]?[A-K]$/;
const PHONE = /^\+?[0-9]{5,15}$/;
const AMOUNT = /^[0-9]{1,9}$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DAY_MS = 86400000;
const MOST_LISTED = 40;
const LISTS = ["choices", "countries"];

export const questions = (form) => form.sections.flatMap((part) => part.questions);
const listed = (given) => (Array.isArray(given) ? given : [given]).filter((one) => typeof one === "string");
const holds = (when, known) => Object.entries(when ?? {}).every(([name, values]) => listed(known[name]).some((one) => values.includes(one)));

export function asked(form, answers, facts) {
  const known = { ...facts };
  return questions(form).filter((each) => {
    if (!holds(each.if, known)) return false;
    if (each.code in answers) known[each.code] = answers[each.code];
    return true;
  });
}

export function isoDay(text) {
  if (typeof text !== "string" || !DATE.test(text) || text.startsWith("0000")) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : at.getTime();
}

function fits(each, given, lists) {
  switch (each.kind) {
    case "choice": return each.choices.includes(given);
    case "yes_no": return given === "yes" || given === "no";
    case "accept": return given === "yes";
    case "country": return lists.country.includes(given);
    case "port": return lists.port.includes(given);
    case "flight": return FLIGHT.test(given);
    case "seat": return SEAT.test(given);
    case "digits": return (each.limit > 9 ? PHONE : AMOUNT).test(given);
    default: return [...given].length <= each.limit && !/\p{C}/u.test(given);
  }
}

const complaint = (each) => each.kind === "digits" ? (each.limit > 9 ? "phone" : "amount")
  : ({ flight: "flight", seat: "seat", text: "text", accept: "accept" })[each.kind] ?? "unknown";

function wrong(each, given, today, lists) {
  const found = (code, values = {}) => ({ question: each.code, code, values });
  if (each.kind === "document") return given && typeof given === "object" && !Array.isArray(given) ? null : found("document");
  if (LISTS.includes(each.kind) !== Array.isArray(given)) return found("unknown");
  if (Array.isArray(given)) {
    const offered = each.kind === "choices" ? each.choices : lists.country;
    if (given.length > MOST_LISTED || !given.every((one) => offered.includes(one))) return found("unknown");
    return given.includes(each.exclusive) && new Set(given).size > 1 ? found("exclusive", { choice: `say.${each.words}.${each.exclusive}` }) : null;
  }
  if (typeof given !== "string") return found("unknown");
  if (each.kind !== "date") return fits(each, given, lists) ? null : found(complaint(each));
  const day = isoDay(given);
  if (day === null) return found("date");
  if (!each.days) return null;
  const ahead = Math.round((day - isoDay(today)) / DAY_MS);
  return ahead < each.days[0] ? found("too_early") : ahead > each.days[1] ? found("too_late") : null;
}

export function findings(form, answers, facts, today, lists, skip = []) {
  return asked(form, answers, facts).filter((each) => !skip.includes(each.kind)).flatMap((each) => {
    const given = answers[each.code] ?? null;
    if (given === null || given === "" || (Array.isArray(given) && !given.length)) {
      return each.optional ? [] : [{ question: each.code, code: each.kind === "accept" ? "accept" : "required", values: {} }];
    }
    const found = wrong(each, given, today, lists);
    return found ? [found] : [];
  });
}
