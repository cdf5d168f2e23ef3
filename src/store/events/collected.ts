/**
 * The observables an event carries, by kind, as the list columns of a row want them: canonical, each once,
 * bounded in number. One instance serves a builder and is filled anew for each event, as a fresh object per
 * event would be most of the builder's garbage. Names and addresses repeat, so reading them is remembered.
 */
import { type Carried, type Event, type Observable, observe } from "../../model/index.js";

/** A DNS answer or a certificate seldom has ten; a hostile record gets no more than this. */
const entriesMax = 64;
const urlsMax = 16;
/** What is remembered between events, dropped as a whole when it is full. */
const rememberedMax = 20_000;
const rememberedLengthMax = 128;

export class Collected {
  readonly names: string[] = [];
  readonly addresses: string[] = [];
  readonly urls: string[] = [];
  readonly hashes: string[] = [];
  readonly mails: string[] = [];
  readonly #remembered = new Map<string, Observable | null>();

  read(event: Event): void {
    this.names.length = 0;
    this.addresses.length = 0;
    this.urls.length = 0;
    this.hashes.length = 0;
    this.mails.length = 0;
    const source = event.source?.address;
    const destination = event.destination?.address;
    for (const carried of event.carried) {
      if (carried.text === source || carried.text === destination) continue;
      const seen = this.#observe(carried);
      if (seen === null || seen.value === source || seen.value === destination) continue;
      const list = this.#listFor(seen);
      if (list.length < (list === this.urls ? urlsMax : entriesMax) && !list.includes(seen.value))
        list.push(seen.value);
    }
  }

  #observe(carried: Carried): Observable | null {
    if (carried.text.length > rememberedLengthMax) return observe(carried.meaning, carried.text);
    const key = carried.meaning + carried.text;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const seen = observe(carried.meaning, carried.text);
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
    this.#remembered.set(key, seen);
    return seen;
  }

  #listFor(seen: Observable): string[] {
    switch (seen.type) {
      case "domain":
        return this.names;
      case "ipv4":
      case "ipv6":
      case "cidr":
        return this.addresses;
      case "url":
        return this.urls;
      case "email":
        return this.mails;
      default:
        return this.hashes;
    }
  }
}
