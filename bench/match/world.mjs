// The port whose traffic is made: its hosts, the places they talk to, and the listed values that one event in a
// thousand carries. Hosts and names are visited as in life: a few all the time, many once; 12 % is IPv6, 15 % of
// the outside addresses are seen this once (scanners).
import { cutWord, ipv4Text, ipv4Word, ipv6Digits, ipv6Full, ipv6Groups, ipv6Short } from "./addresses.mjs";
import { Draw } from "./draw.mjs";
import { drawIpv4, drawPath, drawRegistered, indicatorAt } from "./indicators.mjs";

/** The traffic carries some of the first so many indicators: they are in an index of any size. */
const carriedFrom = 10_000;

export class World {
  constructor(seed) {
    const draw = new Draw(seed);
    this.draw = draw;
    const many = (length, make) => Array.from({ length }, make);
    this.inside = many(4000, () => `10.${draw.between(20, 31)}.${draw.below(64)}.${draw.below(256)}`);
    this.insideV6 = many(800, () =>
      sixBoth([0xfd12, 0x3456, 0x789a, draw.below(64), 0, 0, 0, draw.below(65_536)]),
    );
    this.outside = many(200_000, () => drawIpv4(draw, false));
    this.outsideV6 = many(30_000, () => this.#outsideSix());
    this.names = many(100_000, () => this.#trafficName());
    this.fingerprints = many(300, () => ({
      ja3: draw.hex(32),
      ja3s: draw.hex(32),
      ja4: `t13d${draw.between(1000, 9999)}h2_${draw.hex(12)}_${draw.hex(12)}`,
      text: `771,${many(draw.between(12, 19), () => draw.between(4865, 54_864)).join("-")},0-23-65281,29-23-24,0`,
    }));
    this.listed = listedByType();
    this.timeUs = Date.UTC(2024, 2, 1, 8) * 1000;
  }

  /** Time goes on by a millisecond or so. */
  tick() {
    this.timeUs += this.draw.below(2000);
    return this.timeUs;
  }

  /** A name that no indicator has; one in twenty has a part of its own in front. */
  name() {
    const name = this.draw.pickPopular(this.names);
    return this.draw.once(20) ? `${this.draw.name(this.draw.between(4, 28))}.${name}` : name;
  }

  path() {
    const path = drawPath(this.draw);
    return this.draw.once(5) && !path.includes("?")
      ? `${path}?q=${this.draw.base62(this.draw.between(20, 140))}`
      : path;
  }

  outsideV4() {
    return this.draw.below(100) < 15 ? drawIpv4(this.draw, false) : this.draw.pickPopular(this.outside);
  }

  /** Who talks to whom, as `{ short, full }` texts: a third within the port, the most of it to the outside. */
  pair() {
    const { draw } = this;
    if (draw.below(100) < 12) {
      const inside = draw.pick(this.insideV6);
      const outside = draw.below(100) < 15 ? this.#outsideSix() : draw.pickPopular(this.outsideV6);
      return draw.once(4) ? [outside, inside] : [inside, outside];
    }
    const way = draw.below(100);
    const inside = both(draw.pickPopular(this.inside));
    if (way < 30) return [inside, both(draw.pick(this.inside))];
    const outside = both(this.outsideV4());
    return way < 80 ? [both(draw.pick(this.inside)), outside] : [outside, inside];
  }

  // What is listed. Names are met as they are or by a host below them, networks by an address inside.

  listedValue(type) {
    return this.draw.pick(this.listed[type]);
  }

  listedV4() {
    return both(this.listedValue("ipv4"));
  }

  listedV6() {
    return sixBoth(ipv6Groups(ipv6Digits(this.listedValue("ipv6"))));
  }

  insideListedV4() {
    const [base, prefix] = this.draw.pick(this.listed.networksV4).split("/");
    const host = this.draw.word() & (2 ** (32 - prefix) - 1);
    return both(ipv4Text((cutWord(ipv4Word(base), Number(prefix)) | host) >>> 0));
  }

  insideListedV6() {
    const [base, prefix] = this.draw.pick(this.listed.networksV6).split("/");
    const digits = ipv6Digits(base).slice(0, prefix / 4) + this.draw.hex(32 - prefix / 4);
    return sixBoth(ipv6Groups(digits));
  }

  listedName() {
    const name = this.listedValue("domain");
    if (this.draw.once(2)) return name;
    return this.draw.once(2) ? `www.${name}` : `a.b-${this.draw.below(1000)}.${name}`;
  }

  /** A listed URL as a request has it: host and target. */
  listedRequest() {
    const [, host, target] = /^http:\/\/([^/]+)(.*)$/.exec(this.listedValue("url"));
    return { host, target };
  }

  #outsideSix() {
    const group = () => this.draw.below(65_536);
    const tail = this.draw.once(4) ? [0, 0, 0, 0] : [group(), group(), group(), group()];
    return sixBoth([0x2606, group(), group(), ...tail, this.draw.between(1, 65_535)]);
  }

  #trafficName() {
    const { draw } = this;
    const cdn = `cdn-${draw.hex(6)}.edge.`;
    const front = draw.pick([
      "www.",
      "www.",
      "www.",
      "www.",
      "www.",
      cdn,
      "api.eu-west-1.",
      "static.",
      "",
      "",
    ]);
    return `${front}0${drawRegistered(draw)}`;
  }
}

function both(text) {
  return { short: text, full: text };
}

function sixBoth(groups) {
  return { short: ipv6Short(groups), full: ipv6Full(groups) };
}

function listedByType() {
  const listed = { networksV4: [], networksV6: [] };
  for (let number = 0; number < carriedFrom; number++) {
    const { type, value } = indicatorAt(number);
    listed[type] ??= [];
    listed[type].push(value);
    if (type === "cidr") listed[value.includes(":") ? "networksV6" : "networksV4"].push(value);
  }
  return listed;
}
