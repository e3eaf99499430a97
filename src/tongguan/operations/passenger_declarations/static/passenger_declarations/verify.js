// A receipt judged by the gate alone: layout and order of the checks as in engines/travel_receipts (docs/algorithms/receipts.md).
const BYTES = 97;
const SIGNED = 33;
export const DIGITS = 234;
const ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const COLOURS = ["green", "yellow", "red"];
const EPOCH_MS = Date.UTC(2020, 0, 1);
const CLOCKS_DIFFER_MS = 300000;

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const number = (bytes) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

function bytesOfCode(code) {
  const plain = code.replace(/\s/g, "");
  if (!/^[0-9]+$/.test(plain) || plain.length !== DIGITS) return null;
  let left = BigInt(plain);
  if (left >= 1n << BigInt(8 * BYTES)) return null;
  const bytes = new Uint8Array(BYTES);
  for (let place = BYTES - 1; place >= 0; place -= 1) { bytes[place] = Number(left & 255n); left >>= 8n; }
  return bytes;
}

function flightOf(bytes) {
  let left = number(bytes);
  if (left >= 37 ** 8) return null;
  let text = "";
  for (let place = 0; place < 8; place += 1) { text = ALPHABET[left % 37] + text; left = Math.floor(left / 37); }
  return text.trimEnd();
}

export function read(bytes) {
  const colour = bytes[14] & 0x7f;
  const flight = flightOf(bytes.slice(17, 23));
  if (bytes[0] !== 1 || colour > 2 || flight === null) return null;
  const issued = number(bytes.slice(8, 12)) * 1000;
  return {
    key: bytes[1], serial: hex(bytes.slice(2, 8)), issued, expires: issued + number(bytes.slice(12, 14)) * 60000, colour: COLOURS[colour],
    leaving: Boolean(bytes[14] & 0x80), form: number(bytes.slice(15, 17)), flight, day: new Date(EPOCH_MS + number(bytes.slice(23, 25)) * 86400000).toISOString().slice(0, 10), document: hex(bytes.slice(25, 33)),
  };
}

async function signedBy(keys, mark, message, signature) {
  let named = false;
  for (const text of keys) {
    const raw = bytesOf(text);
    if ((await sha256(raw))[0] !== mark) continue;
    named = true;
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    if (await crypto.subtle.verify("Ed25519", key, signature, message)) return true;
  }
  return named ? false : null;
}

export const documentKey = (issuer, text) => `${issuer.toUpperCase().replace(/[^A-Z0-9]/g, "")}:${text.toUpperCase().replace(/[^A-Z0-9]/g, "")}`;

/** {reason, content, checked}: as the engine's `judge`. `refusals` maps serials to superseded or used; null without a list. */
export async function judge(code, keys, at, document, refusals) {
  const bytes = bytesOfCode(code);
  const content = bytes && read(bytes);
  if (!content) return { reason: "malformed", content: null, checked: false };
  const signed = await signedBy(keys, content.key, bytes.slice(0, SIGNED), bytes.slice(SIGNED));
  if (!signed) return { reason: signed === null ? "unknown_key" : "altered", content: null, checked: false };
  const checked = document !== null;
  if (checked) {
    const digest = await sha256(new Uint8Array([...bytes.slice(2, 8), ...new TextEncoder().encode(document)]));
    if (hex(digest.slice(0, 8)) !== content.document) return { reason: "other_person", content, checked };
  }
  const listed = refusals?.get(content.serial);
  if (at < content.issued - CLOCKS_DIFFER_MS) return { reason: "not_yet", content, checked };
  if (listed === "superseded") return { reason: "superseded", content, checked };
  if (at >= content.expires) return { reason: "expired", content, checked };
  return { reason: listed === "used" ? "used" : "valid", content, checked };
}

/** A signed list read: {at, serials}, or null where the signature does not hold. */
export async function readList(told, keys) {
  const body = { at: told.at, superseded: told.superseded, used: told.used };
  if (!(await signedBy(keys, told.key, new TextEncoder().encode(JSON.stringify(body)), bytesOf(told.signature)))) return null;
  const serials = new Map();
  for (const reason of ["superseded", "used"]) for (const serial of told[reason].match(/.{12}/g) ?? []) serials.set(serial, reason);
  return { at: Date.parse(told.at), serials };
}
