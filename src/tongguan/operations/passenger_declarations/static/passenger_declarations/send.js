// Sending: once under the draft's id, however often it is tried.
import { bundle, language } from "./words.js";
import { body, draft } from "./draft.js";

/** {status: valid|refused|asks|form|offline|too_many|failed, …} as the server said it. */
export async function send() {
  let answer;
  try {
    answer = await fetch(bundle.addresses.declare, {
      method: "POST", body: body(), credentials: "omit",
      headers: { "Content-Type": "application/json", "Idempotency-Key": draft.id, "Accept-Language": language },
    });
  } catch {
    return { status: "offline" };
  }
  if (answer.status === 429) return { status: "too_many" };
  const told = await answer.json().catch(() => ({}));
  return told.status ? told : { status: "failed" };
}
