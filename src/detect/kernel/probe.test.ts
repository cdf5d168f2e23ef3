import { expect, test } from "vitest";
import { eve } from "../../intake/formats/eve.js";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { digestOf } from "../indicator-index/keyed-values.js";
import { withOneLog } from "./reference/kernel-view.js";

const plan = withOneLog(eve.sieve());
const claim: IndicatorClaim = {
  source: "feed",
  confidence: 50,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:CLEAR",
  labels: [],
};
const key = Buffer.from("a key that both sides know");

/** What is listed, and a field that meets it; the field beside it meets nothing. */
const pairs: readonly (readonly [Observable, met: string, missed: string])[] = [
  [{ type: "ipv4", value: "192.0.2.7" }, '"src_ip":"192.0.2.7"', '"src_ip":"192.0.2.8"'],
  [{ type: "ipv4", value: "192.0.2.7" }, '"src_ip":"::ffff:192.0.2.7"', '"src_ip":"::192.0.2.7"'],
  [{ type: "ipv6", value: "2001:db8::1" }, '"rdata":"2001:DB8:0::0:1"', '"rdata":"2001:db8::2"'],
  [{ type: "domain", value: "b.example.org" }, '"rrname":"A.b.Example.org."', '"rrname":"ab.example.org"'],
  [{ type: "domain", value: "example.org" }, '"to":"<me@mx.example.org>"', '"to":"me@example.net"'],
  [
    { type: "domain", value: "example.org" },
    '"subject":"C=US, CN=*.example.org"',
    '"subject":"OU=example.org"',
  ],
  [
    { type: "url", value: "http://example.org/a/" },
    '"redirect":"https://example.org:81/a/b?c"',
    '"redirect":"http://example.org/b"',
  ],
  [
    { type: "url", value: "http://example.org/a" },
    '"http":{"url":"/a?b","hostname":"example.org"}',
    '"http":{"url":"/ab","hostname":"example.org"}',
  ],
  [{ type: "email", value: "me@example.org" }, '"from":"Me <ME@example.org>"', '"from":"you@example.org"'],
  [
    { type: "sha1", value: "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
    '"sha1":"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"',
    '"sha1":"da39a3ee5e6b4b0d3255bfef95601890afd80700"',
  ],
];

test.each(pairs)("%o is met where it is listed, keyed or not", (observable, met, missed) => {
  for (const isKeyed of [false, true]) {
    const index = new IndicatorIndex(undefined, { key });
    const scanner = index.scanner();
    scanner.follow(plan);
    const slow = () => {
      const bytes = Buffer.from(`{${missed}}\n{${met}}\n{${missed}}\n`);
      scanner.input.set(bytes);
      scanner.scan(bytes.length);
      return Array.from({ length: scanner.slowCount }, (_, nth) => scanner.slowLine(nth));
    };
    expect(slow()).toEqual([]);
    if (isKeyed)
      index.addKeyed(observable.type, index.locatorOf(observable), digestOf(key, observable), claim);
    else index.add(observable, claim);
    expect(slow(), isKeyed ? "keyed" : "plain").toEqual([1]);
  }
});
