/**
 * One JSON record in plain TypeScript (`assembly/keys.ts`, `assembly/scan.ts`): all that the kernel looks up of it, or
 * "odd" where it goes the slow way. The record is a line of valid JSON, Latin-1 here, one character a byte.
 */
import type { WantedKey } from "../key-table.js";
import { readings } from "../plan.js";
import { allOf, isEscaped, type Read } from "./looked-up.js";
import { readHost } from "./names.js";
import { findKeys, hidesKey, textsOf } from "./sieve.js";
import { readRequest } from "./urls.js";
import { type ReadingOfOne, readValue } from "./values.js";

const ofOne = new Map<number, ReadingOfOne>(
  (
    ["address", "domain", "host", "name", "url", "hash", "mails", "ja3", "ja4", "dn", "fingerprint"] as const
  ).map((name) => [readings[name], name]),
);

export function readRecord(line: string, wanted: readonly WantedKey[], aloneIsOdd: boolean): Read {
  if (hidesKey(line) || !/^\{.*\}$/s.test(line)) return "odd";
  const targets: string[] = [];
  const hosts: { readonly text: string; readonly onTop: boolean }[] = [];
  const reads: Read[] = [];
  const textAt = (at: number) => line.slice(at).split('"')[0] as string;
  for (const { at, wanted: key } of findKeys(line, wanted)) {
    if (key.reading === readings.section) reads.push(readSection(line, at));
    else if (key.reading === readings.slowly) reads.push(readSlowly(line, at));
    else {
      const texts = textsOf(line, at);
      if (texts === "odd") return "odd";
      if (key.reading === readings.target) targets.push(...texts.map(textAt));
      else if (key.reading !== readings.pairedHost) {
        const reading = ofOne.get(key.reading) as ReadingOfOne;
        reads.push(...texts.map((text) => readValue(reading, textAt(text))));
      } else if (line[at] === '"')
        hosts.push({ text: textAt(at + 1), onTop: /^\{[^[\]{}]*$/.test(line.slice(0, at)) });
      else {
        hosts.push({ text: "", onTop: false });
        reads.push(...texts.map((text) => readValue("host", textAt(text))));
      }
    }
  }
  return allOf([...reads, readRequest({ targets, hosts, aloneIsOdd })]);
}

/** A field that only the format reads: the record is its own where the field holds something. */
function readSlowly(line: string, at: number): Read {
  const value = line.slice(at);
  return /^(?:"(?!"|-")|\[[^\]]*["[{]|\{|[\x00-\x20])/.test(value) ? "odd" : [];
}

/** Every text of an object or list, its keys among them, is read as a host. */
function readSection(line: string, at: number): Read {
  if ((line[at] as string) <= " ") return "odd";
  if (line[at] !== "{" && line[at] !== "[") return [];
  const reads: Read[] = [];
  let depth = 0;
  for (let p = at; ; p++) {
    const char = line[p] as string;
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    else if (char === '"') {
      const [text] = /^(?:[^"\\]|\\.)*/s.exec(line.slice(p + 1)) as RegExpExecArray;
      reads.push(isEscaped(text) ? "odd" : readHost(text));
      p += text.length + 1;
    }
    if (depth === 0) return allOf(reads);
  }
}
