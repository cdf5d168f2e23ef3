/**
 * The pages a mailed link opens, made on the server: no script, nothing loaded but one style sheet, so that they work
 * on any phone. Every text is escaped by `html`; only what it made itself goes in as it stands.
 */
import type { Language, ReactionKind } from "../../model/index.js";
import { escapeHtml, type LinkedWarning, type Words, wordsOf } from "../../warn/index.js";

class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | readonly Html[];

const pieceText = (piece: Piece): string => {
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return piece.map(({ text }) => text).join("");
};

function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = strings.map(
    (string, at) => string + (at < pieces.length ? pieceText(pieces[at] as Piece) : ""),
  );
  return new Html(text.join(""));
}

const nothing = html``;

function page(language: Language, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title><link rel="stylesheet" href="/w/page.css"></head>
<body><main>${body}</main></body></html>
`.text;
}

/** What anybody sees who opens a link, whatever the link is: nothing of it is looked at until the button is pressed. */
export function askPage(language: Language): string {
  const { page: words } = wordsOf(language);
  return page(
    language,
    words.title,
    html`<h1>${words.title}</h1><p>${words.before}</p>
<form method="post"><button class="first" type="submit">${words.button}</button></form>
<p class="quiet">${words.once}</p>`,
  );
}

/** The one answer to every link that opens nothing. */
export function refusedPage(language: Language): string {
  const { page: words } = wordsOf(language);
  return page(
    language,
    words.refused,
    html`<h1>${words.refused}</h1><p>${words.refusedWhy}</p>
<p><a class="button first" href="/">${words.signIn}</a></p>`,
  );
}

const when = (us: number, { language, timeZone }: LinkedWarning): string =>
  new Intl.DateTimeFormat(language === "es" ? "es-ES" : "en-US", {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone,
  }).format(us / 1000);

function answers(linked: LinkedWarning, words: Words): Html {
  if (linked.warning.state === "closed") return html`<section><p>${words.page.isClosed}</p></section>`;
  if (!linked.mayAnswer) return html`<section><p>${words.page.onlyReads}</p></section>`;
  const last = linked.warning.reactions.at(-1)?.kind;
  const kinds = Object.keys(words.reaction) as ReactionKind[];
  const buttons = kinds.map((kind, at) => {
    const isFirst = last === undefined ? at === 0 : last === kind;
    return html`<button type="submit" name="kind" value="${kind}"${isFirst ? html` class="first"` : nothing} aria-pressed="${last === kind ? "true" : "false"}">${last === kind ? "✓ " : ""}${words.reaction[kind]}</button>`;
  });
  return html`<section aria-label="${words.page.answer}"><h2>${words.page.answer}</h2>
<form method="post" action="/w/answer">${buttons}</form></section>`;
}

function history(linked: LinkedWarning, words: Words): Html {
  const { reactions } = linked.warning;
  if (reactions.length === 0) return nothing;
  const rows = reactions.map(
    ({ kind, person, note, atUs }) =>
      html`<li><strong>${words.reaction[kind]}</strong> <span class="quiet">${person}, ${when(atUs, linked)}</span>${note === "" ? nothing : html`<br>${note}`}</li>`,
  );
  return html`<section aria-label="${words.page.reactions}"><h2>${words.page.reactions}</h2><ul>${rows}</ul></section>`;
}

function evidence(linked: LinkedWarning, words: Words): Html {
  const shown = linked.warning.evidence.map((one) => {
    const ends = [one.sourceAddress, one.destinationAddress].filter((end) => end !== "").join(" → ");
    return html`<li>${when(one.timeUs, linked)}: ${ends} <span class="quiet">(${one.log})</span></li>`;
  });
  if (shown.length === 0) return nothing;
  return html`<section aria-label="${words.evidence}"><h2>${words.evidence}</h2><ul>${shown}</ul></section>`;
}

/** The warning itself; `isTold` right behind an answer. */
export function warningPage(linked: LinkedWarning, isTold: boolean): string {
  const { warning, language } = linked;
  const words = wordsOf(language);
  const steps = warning.doNow.map((step) => html`<li>${step}</li>`);
  const facts = warning.facts.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`);
  const body = html`<p><span class="tlp" data-tlp="${warning.tlp}">${warning.tlp}</span> <span class="quiet">${words.tlp[warning.tlp]}</span></p>
<h1><span class="urgency" data-urgency="${warning.urgency}">${words.urgency[warning.urgency]}.</span> ${warning.sentence}</h1>
${isTold ? html`<p class="card told" role="status">${words.page.told}</p>` : nothing}
<p>${warning.story}</p>
${steps.length === 0 ? nothing : html`<section class="do-now" aria-label="${words.doNow}"><h2>${words.doNow}</h2><ol>${steps}</ol></section>`}
${answers(linked, words)}
${history(linked, words)}
${evidence(linked, words)}
${facts.length === 0 ? nothing : html`<section aria-label="${words.page.facts}"><h2>${words.page.facts}</h2><dl>${facts}</dl></section>`}
${warning.language === language ? nothing : html`<p class="quiet">${words.englishOnly}</p>`}
<p class="quiet">${words.warnedAt}: ${when(warning.createdUs, linked)}. ${words.page.until}</p>`;
  return page(language, words.page.title, body);
}
