// The machine-readable zone of a document (ICAO Doc 9303), read on the device to fill the form in; the server reads the
// same lines again and decides.
const ALPHABET = /^[A-Z0-9<]+$/;
const value = (char) => char === "<" ? 0 : parseInt(char, 36);
const digit = (text) => String([...text].reduce((sum, char, place) => sum + value(char) * [7, 3, 1][place % 3], 0) % 10);
const holds = (text, mark) => digit(text) === mark || (mark === "<" && /^<*$/.test(text));
const bare = (text) => text.replace(/^<+|<+$/g, "");

function date(text, today, ahead) {
  if (!/^[0-9]{6}$/.test(text)) return "";
  const latest = Number(today.slice(0, 4)) + (ahead ? 50 : 0);
  let year = latest - ((latest - Number(text.slice(0, 2))) % 100);
  const rest = `-${text.slice(2, 4)}-${text.slice(4)}`;
  if (!ahead && `${year}${rest}` > today) year -= 100;
  return `${year}${rest}`;
}

export const linesOf = (text) => text.toUpperCase().split("\n").map((line) => line.replace(/\s/g, "")).filter(Boolean);

/** {valid, fields} of two or three lines; fields is empty where they have no known form. */
export function readZone(text, today) {
  const lines = linesOf(text);
  const [first, second, third] = lines;
  const width = first?.length;
  if (!lines.every((line) => ALPHABET.test(line) && line.length === width)) return { valid: false, fields: {} };
  if (lines.length === 3 && width === 30) {
    const long = first[14] === "<" ? first.slice(15).split("<")[0] : "";
    const number = long.length > 1 ? first.slice(5, 14) + long.slice(0, -1) : first.slice(5, 14);
    const mark = long.length > 1 ? long.at(-1) : first[14];
    const all = first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29);
    return told([[number, mark], [second.slice(0, 6), second[6]], [second.slice(8, 14), second[14]], [all, second[29]]],
      number, first.slice(2, 5), second.slice(15, 18), second.slice(0, 6), second[7], second.slice(8, 14), third, today);
  }
  if (lines.length !== 2 || (width !== 44 && width !== 36)) return { valid: false, fields: {} };
  const checks = [[second.slice(0, 9), second[9]], [second.slice(13, 19), second[19]], [second.slice(21, 27), second[27]]];
  let number = second.slice(0, 9);
  if (first[0] !== "V") {
    const end = width - 1;
    if (width === 44) checks.push([second.slice(28, 42), second[42]]);
    const long = width === 36 && second[9] === "<" ? second.slice(28, 35).split("<")[0] : "";
    if (long.length > 1) { number += long.slice(0, -1); checks[0] = [number, long.at(-1)]; }
    checks.push([second.slice(0, 10) + second.slice(13, 20) + second.slice(21, end), second[end]]);
  }
  return told(checks, number, first.slice(2, 5), second.slice(10, 13), second.slice(13, 19), second[20], second.slice(21, 27), first.slice(5), today);
}

function told(checks, number, issuer, nationality, birth, sex, expiry, names, today) {
  const [surname, ...given] = names.split("<<");
  const country = (text) => bare(text) === "D" ? "DEU" : bare(text);
  const fields = { number: bare(number), issuer: country(issuer), nationality: country(nationality), birth_date: date(birth, today, false),
    sex: { M: "M", F: "F" }[sex] ?? "X", expiry_date: date(expiry, today, true),
    name: [surname, ...given].map((part) => part.replace(/</g, " ").trim()).filter(Boolean).join(" ") };
  return { valid: checks.every(([text, mark]) => holds(text, mark)), fields };
}

/** What conditions ask of a document. */
export function factsOf(document, today, guardianAge) {
  if (!document?.mrz) return {};
  const { fields } = readZone(document.mrz, today);
  const born = fields.birth_date ?? "";
  if (born.length !== 10) return fields;
  const age = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
  return { ...fields, age_group: age < guardianAge ? "child" : "adult" };
}
