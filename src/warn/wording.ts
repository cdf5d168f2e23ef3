/**
 * The phrases that warnings share, so that the same thing is said in the same words everywhere. Plain English for
 * people who are no experts; numbers to ten as words; times absolute and in UTC, as a stored sentence can't know
 * when it is read (the console adds "12 minutes ago").
 */
import type { Observable } from "../model/index.js";

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const months = "January February March April May June July August September October November December".split(
  " ",
);

export function numberInWords(count: number): string {
  return words[count] ?? count.toLocaleString("en-US");
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `once`, `twice`, `three times`, `1,204 times`. */
export function timesInWords(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${numberInWords(count)} times`;
}

/** `22 November 2026, 10:04 UTC`. */
export function timeInWords(us: number): string {
  const date = new Date(Math.floor(us / 1000));
  if (Number.isNaN(date.getTime())) return "at an unknown time";
  const clock = date.toISOString().slice(11, 16);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${clock} UTC`;
}

/** `on 22 November 2026, 10:04 UTC`, or `between … and …`; within one day the day is said once. */
export function spanInWords(firstUs: number, lastUs: number): string {
  const first = timeInWords(firstUs);
  const last = timeInWords(lastUs);
  if (first === last) return `on ${first}`;
  const [firstDay, firstClock] = first.split(", ");
  const [lastDay, lastClock] = last.split(", ");
  return firstDay === lastDay
    ? `on ${firstDay} between ${firstClock?.replace(" UTC", "")} and ${lastClock}`
    : `between ${first} and ${last}`;
}

/** `a`, `a and b`, `a, b and c`; with more than `shown`, `a, b and three more`. */
export function listInWords(items: readonly string[], shown = 3): string {
  const list =
    items.length > shown
      ? [...items.slice(0, shown), `${numberInWords(items.length - shown)} more`]
      : [...items];
  const last = list.pop() ?? "";
  return list.length === 0 ? last : `${list.join(", ")} and ${last}`;
}

/** What a value is, for people: `address`, `name`, `file`. */
export function nounOf(observable: Observable): string {
  switch (observable.type) {
    case "ipv4":
    case "ipv6":
      return "address";
    case "cidr":
      return "network";
    case "domain":
      return "name";
    case "url":
      return "web address";
    case "email":
      return "mail address";
    case "md5":
    case "sha1":
    case "sha256":
    case "sha512":
      return "file";
    case "ja3":
    case "ja3s":
    case "ja4":
      return "connection fingerprint";
  }
}

const shownMax = 120;

/** A value as it stands in a sentence: long ones cut, as the facts have it whole. */
export function shortValue(value: string): string {
  return value.length > shownMax ? `${value.slice(0, shownMax)}…` : value;
}

export const isTechnique = (label: string): boolean => /^t\d{4}(\.\d{3})?$/i.test(label);

/** A tag of a taxonomy, kept as it came from MISP: it is for programs. */
const machineTag = /^[\w-]+:[\w-]+(?:=".*")?$/;

/** What a value is known as, for the facts: names first, then `T1071.001 (ATT&CK technique)`. */
export function knownAsInWords(labels: readonly string[]): string {
  const told = labels.filter((label) => !machineTag.test(label));
  if (told.length === 0) return "hostile";
  const names = told.filter((label) => !isTechnique(label));
  const techniques = told.filter(isTechnique).map((label) => `${label.toUpperCase()} (ATT&CK technique)`);
  return listInWords([...names, ...techniques], 10);
}

/** Where a value is blocked: a firewall sees addresses, and seldom the names and pages behind them. */
export function blockPlace({ type }: Observable): string {
  return type === "domain" || type === "url" ? "in your DNS filter, proxy or firewall" : "at your firewall";
}

/** `Two sources list it as cobalt strike.` */
export function listedInWords(sources: readonly string[], labels: readonly string[], noun: string): string {
  const who =
    sources.length === 1 ? "One source lists" : `${capital(numberInWords(sources.length))} sources list`;
  // The number of an ATT&CK technique tells a non-expert nothing; the facts keep it.
  const names = labels.filter((label) => !isTechnique(label));
  const as = names.length === 0 ? "hostile" : listInWords(names.map(shortValue));
  return sources.length === 0 ? `That ${noun} is listed as ${as}.` : `${who} that ${noun} as ${as}.`;
}
