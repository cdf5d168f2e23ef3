/**
 * A letter as a mail: subject, plain text, and the same as simple HTML that loads nothing. The TLP label stands in the
 * subject and in the body before what it marks, and its end is said (FIRST, TLP 2.0, "How to use TLP in messaging").
 * All texts lose their control characters, so that none becomes a header or a line of its own, and hostile names and
 * web addresses are written so that no mail program makes a link of them.
 */
import type { ReleasedWarning } from "../../model/index.js";
import type { Letter, WarningNotice } from "./channel.js";
import { type Words, wordsOf } from "./letter-words.js";

export interface MailForm {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const subjectMax = 180;
const lineMax = 2_000;
const stepsMax = 20;
const evidenceShown = 3;

/** One line: what is invisible becomes a space, so that a name from outside is never two lines or a header. */
export function oneLine(text: string, max = lineMax): string {
  const line = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** `hxxps://host[.]example`: read by people, made a link by no program. Addresses and hashes stay as they can be pasted. */
function harmless(text: string, { observable }: ReleasedWarning): string {
  const { type, value } = observable;
  const named = type === "domain" || type === "url" || type === "email";
  const spelled = value.replaceAll(".", "[.]").replaceAll("@", "[@]");
  const out = named && value !== "" ? text.replaceAll(value, spelled) : text;
  return oneLine(out.replace(/\bhttp(s?):\/\//gi, "hxxp$1://"));
}

function when(us: number, letter: Letter): string {
  return new Intl.DateTimeFormat(letter.language === "es" ? "es-ES" : "en-US", {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone: letter.timeZone,
  }).format(us / 1000);
}

/** What a mail is made of, in order; the same parts make the text and the HTML. */
type Part =
  | { readonly is: "label" | "title" | "text" | "quiet"; readonly text: string }
  | {
      readonly is: "list";
      readonly title: string;
      readonly items: readonly string[];
      readonly numbered: boolean;
    }
  | { readonly is: "link"; readonly title: string; readonly address: string };

function evidenceOf({ evidence }: ReleasedWarning, words: Words, letter: Letter): readonly string[] {
  const shown = evidence.slice(0, evidenceShown).map((one) => {
    const ends = [one.sourceAddress, one.destinationAddress].filter((end) => end !== "").join(" → ");
    return oneLine(`${when(one.timeUs, letter)}: ${ends} (${one.log})`, 200);
  });
  if (evidence.length === 0) return [];
  const more = evidence.length > evidenceShown ? `, ${words.firstOf(evidenceShown)}:` : ":";
  return [`${words.records(evidence.length)}${more}`, ...shown];
}

function aboutWarning(notice: WarningNotice, words: Words, letter: Letter): readonly Part[] {
  const { warning, change } = notice;
  const isLinkOnly = warning.sentence === "";
  const say = (text: string) => harmless(text, warning);
  const parts: Part[] = [{ is: "label", text: `${warning.tlp}: ${words.tlp[warning.tlp]}` }];
  if (isLinkOnly)
    parts.push({ is: "title", text: `${words.warningForYou}.` }, { is: "text", text: words.linkOnly });
  else parts.push({ is: "title", text: `${words.urgency[warning.urgency]}. ${say(warning.sentence)}` });
  if (change === "escalated") parts.push({ is: "text", text: words.wasEscalated });
  if (change === "closed" && warning.closeReason !== null)
    parts.push({ is: "text", text: words.wasClosed(words.closed[warning.closeReason]) });
  if (!isLinkOnly) parts.push({ is: "text", text: say(warning.story) });
  if (!isLinkOnly && change !== "closed") {
    parts.push({
      is: "list",
      title: words.doNow,
      items: warning.doNow.slice(0, stepsMax).map(say),
      numbered: true,
    });
    parts.push({
      is: "list",
      title: words.evidence,
      items: evidenceOf(warning, words, letter).map((line) => harmless(line, warning)),
      numbered: false,
    });
  }
  if (!isLinkOnly && warning.language !== letter.language)
    parts.push({ is: "quiet", text: words.englishOnly });
  parts.push({ is: "quiet", text: `${words.warnedAt}: ${when(warning.createdUs, letter)}` });
  parts.push({ is: "label", text: words.end(warning.tlp) });
  parts.push({ is: "link", title: words.open, address: notice.link });
  parts.push({ is: "quiet", text: notice.isPersonal ? words.linkNote : words.signInNote });
  return parts;
}

function subjectOf(letter: Letter, words: Words): string {
  const { notice } = letter;
  if (notice.kind === "invitation") return words.invitation.subject;
  if (notice.kind === "more") return words.more.subject;
  const { warning, change } = notice;
  const state = words.change[change] === "" ? "" : `${words.change[change]}: `;
  const said =
    warning.sentence === ""
      ? words.warningForYou
      : `${words.urgency[warning.urgency]}: ${harmless(warning.sentence, warning)}`;
  return oneLine(`[${warning.tlp}] ${state}${said}`, subjectMax);
}

function partsOf(letter: Letter, words: Words): readonly Part[] {
  const { notice } = letter;
  if (notice.kind === "warning")
    return [
      ...aboutWarning(notice, words, letter),
      { is: "quiet", text: `${words.whyYou} ${words.whyYouMore}` },
    ];
  if (notice.kind === "more")
    return [
      { is: "text", text: words.more.text },
      { is: "link", title: words.more.open, address: notice.link },
      { is: "quiet", text: `${words.whyYou} ${words.whyYouMore}` },
    ];
  const { name, memberName, link } = notice;
  const invited = words.invitation.text(oneLine(name), memberName === null ? null : oneLine(memberName));
  return [
    { is: "text", text: invited },
    { is: "link", title: words.invitation.open, address: link },
    { is: "quiet", text: words.invitation.note },
  ];
}

function asText(part: Part): string {
  if (part.is === "link") return `${part.title}:\n${part.address}`;
  if (part.is !== "list") return part.text;
  if (part.items.length === 0) return "";
  const items = part.items.map((item, at) => `${part.numbered ? `${at + 1}.` : "-"} ${item}`);
  return `${part.title}:\n${items.join("\n")}`;
}

const styles = {
  label: "font-family:monospace;font-weight:bold;background:#000;padding:4px 8px",
  title: "font-size:20px;line-height:1.3;font-weight:bold;margin:16px 0",
  text: "margin:12px 0",
  quiet: "margin:12px 0;color:#555;font-size:14px",
  link: "display:inline-block;background:#0b5cad;color:#fff;padding:14px 20px;text-decoration:none;font-weight:bold",
} as const;

/** FIRST's colours, on black. */
function labelColour(text: string): string {
  if (/TLP:AMBER/.test(text)) return "#ffc000";
  return /TLP:RED/.test(text) ? "#ff2b2b" : /TLP:GREEN/.test(text) ? "#33ff00" : "#ffffff";
}

function asHtml(part: Part): string {
  if (part.is === "label")
    return `<p style="${styles.label};color:${labelColour(part.text)}">${escapeHtml(part.text)}</p>`;
  if (part.is === "link")
    return `<p><a href="${escapeHtml(part.address)}" style="${styles.link}">${escapeHtml(part.title)}</a></p>`;
  if (part.is !== "list")
    return part.text === "" ? "" : `<p style="${styles[part.is]}">${escapeHtml(part.text)}</p>`;
  if (part.items.length === 0) return "";
  const tag = part.numbered ? "ol" : "ul";
  const items = part.items.map((item) => `<li style="margin:6px 0">${escapeHtml(item)}</li>`).join("");
  return `<p style="${styles.text}"><strong>${escapeHtml(part.title)}</strong></p><${tag}>${items}</${tag}>`;
}

export function mailForm(letter: Letter): MailForm {
  const words = wordsOf(letter.language);
  const parts = partsOf(letter, words);
  const subject = subjectOf(letter, words);
  const body = parts.map(asHtml).join("\n");
  return {
    subject,
    text: `${parts
      .map(asText)
      .filter((text) => text !== "")
      .join("\n\n")}\n`,
    html:
      `<!doctype html>\n<html lang="${letter.language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>\n` +
      `<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:600px;margin:0 auto;padding:16px">\n${body}\n</body></html>\n`,
  };
}
