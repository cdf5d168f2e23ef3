/**
 * The text of an HTML page or mail, with the targets of its links, forms and frames behind the words that hide them.
 * Nothing is fetched, run or rendered: tags are read one by one, scripts and styles are passed over. Rows of
 * tables become lines with their cells apart, headings are marked, as the search goes by both.
 */
import { Parser } from "htmlparser2";
import type { Sheet } from "./sheet.js";

const passedOver = new Set(["script", "style", "template", "noscript", "svg", "object"]);
const blocks = new Set(
  "p div br tr li ul ol table section article header footer main aside blockquote pre h1 h2 h3 h4 h5 h6 hr form title dt dd figure address".split(
    " ",
  ),
);
/** Attributes that name a place, by tag. */
const targets: Readonly<Record<string, string>> = {
  a: "href",
  area: "href",
  form: "action",
  iframe: "src",
  frame: "src",
  embed: "src",
};
const targetLengthMax = 8_192;

export function readHtml(html: string, sheet: Sheet): void {
  const page = new HtmlText(sheet);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => page.open(name, attributes),
      ontext: (text) => page.text(text),
      onclosetag: (name) => page.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  // In portions, so that a page that fills the sheet is not read to its end.
  for (let at = 0; at < html.length && !sheet.full; at += 65_536) parser.write(html.slice(at, at + 65_536));
  parser.end();
  page.endLine();
}

class HtmlText {
  readonly #sheet: Sheet;
  readonly #links: (string | null)[] = [];
  #line = "";
  #silent = 0;
  #preformatted = 0;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (passedOver.has(name)) this.#silent++;
    if (this.#silent > 0) return;
    if (name === "pre") this.#preformatted++;
    if (blocks.has(name)) this.endLine();
    if (name === "td" || name === "th") this.#line += this.#line.trim() === "" ? "" : " | ";
    if (name === "li") this.#line += "- ";
    if (/^h[1-6]$/.test(name)) this.#line += `${"#".repeat(Number(name[1]))} `;
    const attribute = targets[name];
    const target = attribute === undefined ? null : placeOf(attributes[attribute]);
    if (name === "a") this.#links.push(target);
    else if (target !== null) this.#line += ` <${target}> `;
    if (name === "meta" && /^refresh$/i.test(attributes["http-equiv"] ?? "")) {
      const refresh = placeOf(
        /url\s{0,5}=\s{0,5}['"]?([^'"]{1,4000})/i.exec(attributes["content"] ?? "")?.[1],
      );
      if (refresh !== null) this.#line += ` <${refresh}> `;
    }
  }

  close(name: string): void {
    if (passedOver.has(name)) this.#silent = Math.max(0, this.#silent - 1);
    if (this.#silent > 0) return;
    if (name === "pre") this.#preformatted = Math.max(0, this.#preformatted - 1);
    if (name === "a") {
      const target = this.#links.pop() ?? null;
      if (target !== null && !this.#line.endsWith(target)) this.#line += ` <${target}>`;
    }
    if (blocks.has(name)) this.endLine();
  }

  text(text: string): void {
    if (this.#silent > 0) return;
    if (this.#preformatted === 0) {
      this.#line += text.replace(/[\s\u00a0]+/g, " ");
      return;
    }
    const [first = "", ...rest] = text.split("\n");
    this.#line += first;
    for (const line of rest) {
      this.endLine();
      this.#line = line;
    }
  }

  endLine(): void {
    const line = this.#line.trim();
    this.#line = "";
    if (line !== "") this.#sheet.write(line);
  }
}

/** A target that names a place; `mailto:` is the address alone. */
function placeOf(target: string | undefined): string | null {
  if (target === undefined || target.length > targetLengthMax) return null;
  const text = target.trim();
  if (/^mailto:/i.test(text)) return text.slice(7).split("?", 1)[0] ?? null;
  // A blank would cut the target in two.
  return /^(?:https?|ftp):\/\//i.test(text) ? text.replaceAll(" ", "%20").replace(/[<>"\s]/g, "") : null;
}
