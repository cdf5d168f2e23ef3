/**
 * What part of a report a line stands in. A heading is a line marked as one (Markdown, AsciiDoc, a title in capitals,
 * a short line that ends in a colon, a line underlined by the next); its words say whether what follows are
 * indicators, citations, or neither. One pass, a few look-ups a line.
 */

/**
 * `keys`: certificates, cipher keys and the like, of which the hex is no file's hash. `mail`: a mail that was
 * forwarded, up to the next marked heading.
 */
export type Section = "indicators" | "references" | "keys" | "mail" | "other";

const referencesWords =
  /\b(?:references?|referencias?|bibliograph\w{1,3}|further reading|sources?|fuentes?|related (?:posts?|articles?|links?|reading)|links|see also|more info(?:rmation)?|about (?:us|the authors?)|contacts?|contacto|credits?|acknowledge?ments?|disclaimer|copyright|external analysis)\b|^\W*(?:authors?|legal|autor(?:es)?)\W*$/i;
const indicatorWords =
  /\b(?:indicators?|indicadores|iocs?|hash(?:es)?|sha-?(?:1|256|512)|md5|c2s?|c&c|c&cs|command[- ]and[- ]control|domains?|dominios|hostnames?|servers?|servidores|ips?|ip addresses|addresses|direcciones|urls?|samples?|muestras|files|archivos|malware|payloads?|droppers?|network|traffic|blocklist|blacklist|infrastructure|infraestructura|e-?mails?|observables?|ja3s?|ja4)\b/i;
const keyWords =
  /\b(?:certificates?|certificados?|thumbprints?|serial numbers?|(?:cryptographic|cipher|encryption|decryption|xor|rc4|aes|rsa|public|private) keys?|mutex(?:es)?|pgp)\b/i;
const indicatorInReferences = /\b(?:indicators?|iocs?|hash(?:es)?|c2|c&c)\b/i;

export interface SectionMark {
  readonly section: Section;
  /** Depth of the heading: 1 to 6 as marked, 7 for titles in capitals and lines that end in a colon. */
  readonly depth: number;
}

const headingLengthMax = 120;
/** As deep as titles that are only written like one. */
const mailDepth = 7;

function depthOf(line: string, next: string | undefined): number {
  const marked = /^(#{1,6}|={1,6})\s+\S/.exec(line);
  if (marked !== null) return (marked[1] as string).length;
  if (
    next !== undefined &&
    /^\S/.test(line) &&
    /^(?:={3,}|-{3,}|~{3,}|\^{3,})\s*$/.test(next) &&
    Math.abs(next.trim().length - line.trim().length) <= 3
  )
    return next.startsWith("=") ? 1 : 2;
  const bare = line.trim().replace(/^[*_]{1,2}|[*_]{1,2}$/g, "");
  if (/[./@\\|]\S|\[|https?:/i.test(bare.replace(/C&C|\b\.[A-Za-z]{2,4}\b/g, ""))) return 0;
  if (/:\**$/.test(bare) && bare.length <= 80 && !/^[-*•]\s/.test(line.trim())) return 7;
  if (/[A-Z]{3}/.test(bare) && !/[a-z]/.test(bare) && bare.length >= 4 && !/^[0-9A-F\s]+$/.test(bare))
    return 7;
  if (
    /^(?:references?|referencias|iocs?|indicators? of compromise|indicators|sources|further reading|related articles|about the author)$/i.test(
      bare,
    )
  )
    return 7;
  return 0;
}

/** What a heading's words announce. */
function meaningOf(heading: string): Section {
  if (referencesWords.test(heading) && !indicatorInReferences.test(heading)) return "references";
  if (keyWords.test(heading) && !/\btraffic\b/i.test(heading)) return "keys";
  return indicatorWords.test(heading) ? "indicators" : "other";
}

/** Follows the lines of one report. */
export class Sections {
  #stack: SectionMark[] = [];

  /** A mail's head begins here. */
  openMail(): void {
    this.#stack = [{ section: "mail", depth: mailDepth }];
  }

  /** The section of this line; a heading belongs to what it opens. */
  take(line: string, next: string | undefined): Section {
    if (line.length <= headingLengthMax && line.length > 2) {
      const depth = depthOf(line, next);
      // In a mail only a marked heading ends it: capitals and colons are its writer's.
      const isInMail = this.#stack.at(-1)?.section === "mail";
      if (depth > 0 && !(isInMail && depth >= mailDepth)) this.#open(line, depth);
    }
    return this.#stack.at(-1)?.section ?? "other";
  }

  #open(line: string, depth: number): void {
    while ((this.#stack.at(-1)?.depth ?? 0) >= depth) this.#stack.pop();
    const own = meaningOf(line);
    // `=== 2023` below `== Network indicators` is still about indicators.
    const section = own === "other" && depth < 7 ? (this.#stack.at(-1)?.section ?? "other") : own;
    this.#stack.push({ section, depth });
  }
}
