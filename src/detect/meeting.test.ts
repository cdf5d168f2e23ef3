import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Meaning, normalizeUrl, type Observable } from "../model/index.js";
import { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { meet } from "./meeting.js";

function indexOf(...listed: readonly Observable[]): IndicatorIndex {
  const index = new IndicatorIndex();
  for (const each of listed) {
    index.add(each, {
      source: "feed",
      confidence: 80,
      validFromUs: null,
      validUntilUs: null,
      tlp: "TLP:CLEAR",
      labels: [],
    });
  }
  return index;
}

const url = (text: string): Observable => ({ type: "url", value: normalizeUrl(text) ?? "" });
const all = indexOf(
  url("http://bad.example.com/gate.php"),
  { type: "domain", value: "example.com" },
  { type: "ipv4", value: "192.0.2.1" },
  { type: "cidr", value: "192.0.2.0/24" },
  { type: "ipv6", value: "2001:db8::1" },
  { type: "email", value: "ceo@example.com" },
  { type: "ja3", value: "0123456789abcdef0123456789abcdef" },
);

function met(meaning: Meaning, text: string): readonly string[] {
  const meeting = meet(all, meaning, text, null);
  if (meeting === null) return [];
  return [
    meeting.observable,
    meeting.indicator.observable,
    ...meeting.also.map((each) => each.observable),
  ].map((each) => each.value);
}

describe("meeting a field", () => {
  test.each<[string, Meaning, string, readonly string[]]>([
    ["an address in its own text form", "address", "2001:0DB8:0:0::1", ["2001:db8::1", "2001:db8::1"]],
    ["an IPv4-mapped address", "address", "::ffff:192.0.2.1", ["192.0.2.1", "192.0.2.1", "192.0.2.0/24"]],
    ["an address inside a network", "address", "192.0.2.7", ["192.0.2.7", "192.0.2.0/24"]],
    [
      "a name in capitals with a trailing dot",
      "domain",
      "WWW.Example.COM.",
      ["www.example.com", "example.com"],
    ],
    ["a host with a port", "host", "192.0.2.7:8080", ["192.0.2.7", "192.0.2.0/24"]],
    [
      "a URL before its host",
      "url",
      "HTTP://Bad.Example.com:80/gate.php#x",
      ["http://bad.example.com/gate.php", "http://bad.example.com/gate.php", "example.com"],
    ],
    [
      "a URL listed as http, met over https",
      "url",
      "https://bad.example.com/gate.php",
      ["https://bad.example.com/gate.php", "http://bad.example.com/gate.php", "example.com"],
    ],
    ["only the host of a URL", "url", "ftp://files.example.com/a?b", ["files.example.com", "example.com"]],
    ["an address as the host of a URL", "url", "http://[2001:db8::1]:81/x", ["2001:db8::1", "2001:db8::1"]],
    [
      "a mail address before its domain",
      "email",
      "CEO <ceo@Example.com>",
      ["ceo@example.com", "ceo@example.com", "example.com"],
    ],
    ["the domain of a mail address", "email", "x@mail.example.com", ["mail.example.com", "example.com"]],
    [
      "a fingerprint in capitals",
      "ja3",
      "0123456789ABCDEF0123456789ABCDEF",
      ["0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"],
    ],
    ["no fingerprint of another kind", "ja3s", "0123456789abcdef0123456789abcdef", []],
    ["nothing in a text without an observable", "domain", "-", []],
    ["no URL that only begins like a listed one", "url", "http://x.example.org/gate.php", []],
  ])("%s", (_name, meaning, text, expected) => {
    expect(met(meaning, text)).toEqual(expected);
  });

  test("no text makes it throw, and what it meets is always on the list", () => {
    const meanings = ["address", "domain", "host", "url", "hash", "email", "ja3", "ja3s", "ja4"] as const;
    const part = fc.constantFrom(
      ..."example.com,192.0.2.1,2001:db8::1,http://,ceo@,[,],%,:,/,?,#,@,.,::ffff:,\u0000,\ud800,xn--,%2e,\\".split(
        ",",
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...meanings), text, (meaning, text) => {
        const meeting = meet(all, meaning, text, null);
        if (meeting === null) return;
        for (const { observable } of [meeting.indicator, ...meeting.also])
          expect(all.lookup(observable, null)?.indicator.observable).toEqual(observable);
      }),
      { numRuns: 500 },
    );
  });
});
