/**
 * What the words of a line say of the values in it: that it cites (`Source: https://…`), that the author calls it
 * harmless, that it is an example, that it is the publisher's imprint, that a hash is of another kind. Words are
 * looked for in a bounded part around the value, so that a long line costs no more than its values.
 */

export interface LineCues {
  readonly cites: boolean;
  readonly harmless: boolean;
  readonly example: boolean;
  readonly imprint: boolean;
  /** `ja3`, `ja3s` where the line or its heading names the fingerprint; `other` for hashes we have no kind for. */
  readonly hash: "ja3" | "ja3s" | "other" | null;
  /** The value is a cell of a table or an item of a list. */
  readonly listed: boolean;
}

const cites =
  /\b(?:references?|referencias?|sources?|fuentes?|see also|see|via|more (?:info(?:rmation)?|details?)|read more|reported (?:by|in|at)|according to|available (?:at|on|from|here)|published (?:at|on|by|in)|blog(?:post)?|article|white ?paper|advisory|write-?up|documentation|virustotal|report is)\b[^.]{0,60}$/i;
const harmless =
  /\bnot malicious\b|\bnon-malicious\b|\bbenign\b|\bharmless\b|\blegitimate (?:files?|cop(?:y|ies)|binar(?:y|ies)|executables?)\b|\bclean file\b|\bfalse positive\b|\bno malicios[oa]s?\b|\bleg[ií]tim[oa]s? (?:de|del|archivo)\b|\bnot an? (?:ioc|indicator)\b/i;
const example =
  /\be\.g\.|\bfor example\b|\bfor instance\b|\bexample values?\b|\bpor ejemplo\b|\bplaceholder\b|\bsuch as\b/i;
const imprint =
  /©|\(c\)\s|\bcopyright\b|\ball rights reserved\b|\bcontact (?:us|our|the|at)\b|\breach (?:us|out)\b|\bwrite to us\b|\breport (?:it |them )?to\b|\bplease (?:open|send|contact|visit)\b|\bquestions\b|\bunsubscribe\b|\bprivacy policy\b|\bfollow us\b|\bpgp\b|\bcont[aá]ct(?:o|enos)\b|^\/\/ .{0,80}@/i;
const otherHash =
  /\b(?:imphash|import hash|authentihash|rich (?:pe )?header|ssdeep|tlsh|vhash|dhash|etag|uuid|guid|commit|revision|build ?id|session ?id|transaction|nonce|api ?key|token|password|key id|mutex|cookie)\b\W{0,4}(?:\w{0,12}\W{1,3})?$/i;

const around = 160;

const opens = /(?:^|[|\t,;])\s{0,40}(?:(?:[-*•+>]|\d{1,3}[.)])\s{1,4})?["'`*+\\\s]{0,8}$/;
const closes = /^["'`*+\s]{0,40}(?:$|[|\t;:(#\]]|,(?!\s)|[-–—<=][-–—<=>\s])|^["'`*+]{0,4}\s{2}/;

/** `previous` is the line before, which may introduce what begins this one. */
export function cuesOf(text: string, start: number, end: number, previous: string): LineCues {
  const own = text.slice(Math.max(0, start - around), start);
  const before = start < 4 ? `${previous.slice(-80)} ${own}` : own;
  const behind = text.slice(end, end + around);
  const near = own + text.slice(start, Math.min(end, start + 8)) + behind;
  const ja3 = /\b(ja3s?)\b[^a-z0-9]{0,4}(?:\w{0,12}[^a-z0-9]{1,3}){0,2}$/i.exec(own);
  return {
    cites: cites.test(before),
    harmless: harmless.test(behind) || harmless.test(own),
    example: example.test(own.slice(-40)) || /\bexample\b/i.test(own.slice(-24)),
    imprint: imprint.test(near),
    hash:
      ja3 !== null
        ? ((ja3[1] as string).toLowerCase() as "ja3" | "ja3s")
        : otherHash.test(own)
          ? "other"
          : null,
    listed: opens.test(own) && closes.test(behind),
  };
}
