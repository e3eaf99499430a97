// The receipt as the traveller shows it: colour in words and mark, the code, until when it counts.
import { bundle, button, element, momentInWords, say } from "./words.js";

const MARKS = { green: "✓", yellow: "!", red: "+" };

export function receiptPage(receipt, again) {
  const gone = new Date(receipt.expires_at) <= new Date() || ["expired", "superseded"].includes(receipt.state);
  const picture = (svg, name) => element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt: `${say("receipt.number")} ${receipt.reference}`, className: `code-${name}` });
  const page = element("section", { className: "receipt", data: { colour: gone ? "gone" : receipt.colour, reference: receipt.reference, code: receipt.code } },
    element("h2", { tabIndex: -1, textContent: say("receipt.title") }),
    element("p", { className: "verdict" }, element("span", { className: "mark", textContent: gone ? "×" : MARKS[receipt.colour], "aria-hidden": "true" }), say(gone ? "receipt.expired" : `receipt.${receipt.colour}`)));
  if (!gone) page.append(element("div", { className: "code-sheet" }, picture(receipt.svg.qr[0], "qr")), element("p", { className: "until", textContent: say("receipt.until", { time: momentInWords(receipt.expires_at) }) }));
  page.append(element("p", { className: "muted" }, `${say("receipt.number")} `, element("bdi", { className: "code", textContent: receipt.reference })));
  if (!gone) {
    page.append(element("p", { textContent: say("receipt.keep") }),
      element("details", {}, element("summary", { textContent: say("receipt.others") }), element("div", { className: "code-sheet" }, picture(receipt.svg.pdf417[0], "wide"), ...receipt.svg.code128.map((half) => picture(half, "wide")))),
      element("p", { className: "muted", textContent: say("ui.private", { days: bundle.days }) }));
  }
  page.append(button(say("ui.again"), again, "", { className: "big" }));
  return page;
}
