/** The inventory: what is heard becomes assets and relations with their reasons, told once, and again when it has changed. */
import { describe, expect, test } from "vitest";
import { strongestRole } from "../../../model/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { factOf, minuteUs, testStartUs } from "../../behaviour/testing.js";
import { compileSite, emptyLists } from "../site.js";
import { AssetBook } from "./asset-book.js";
import { macMaker } from "./mac-makers.js";

const plc = "10.9.0.5";
const hmi = "10.9.0.9";

type Given = NonNullable<Parameters<typeof factOf>[0]>;
const asks = (given: Given = {}): Fact =>
  factOf({
    log: "zeek-modbus",
    source: hmi,
    destination: plc,
    destinationPort: 502,
    ...given,
    ot: { function: "READ_COILS", kind: "read", ...given.ot },
  });

const heard = (book: AssetBook, facts: readonly Fact[], all = false) => {
  for (const fact of facts) book.see(fact);
  return book.take(all);
};

describe("the inventory", () => {
  test("has both ends of a message, what each is and why, and what one asks the other", () => {
    const { assets, relations, learning } = heard(new AssetBook(), [
      asks(),
      asks({ ot: { function: "WRITE_SINGLE_COIL", kind: "write" } }),
    ]);
    expect(assets.map(({ address, evidence }) => [address, strongestRole(evidence)]).sort()).toEqual([
      [plc, "plc"],
      [hmi, "hmi"],
    ]);
    expect(assets.flatMap(({ evidence }) => Object.values(evidence).map(({ says }) => says)).sort()).toEqual([
      "It answers modbus requests.",
      "It reads from and writes to a controller.",
    ]);
    expect(relations).toMatchObject([
      {
        sender: hmi,
        receiver: plc,
        port: 502,
        protocols: ["modbus"],
        messages: 2,
        functions: [
          { name: "READ_COILS", kind: "read", count: 1 },
          { name: "WRITE_SINGLE_COIL", kind: "write", count: 1 },
        ],
      },
    ]);
    expect(learning).toMatchObject([{ memberId: "member-1", sinceUs: testStartUs, days: 14, messages: 2 }]);
  });

  test("tells what is heard again at most every five minutes, and what is new at once", () => {
    const book = new AssetBook();
    heard(book, [asks()]);
    const again = heard(book, [asks({ timeUs: testStartUs + minuteUs })]);
    expect([again.assets, again.relations, again.learning]).toEqual([[], [], []]);
    const changed = heard(book, [
      asks({ timeUs: testStartUs + 2 * minuteUs, ot: { function: "PLC Stop", kind: "stop" } }),
    ]);
    expect(changed.relations).toMatchObject([{ messages: 2 }]);
    expect(changed.assets).toMatchObject([
      { address: hmi, evidence: { asks: { role: "engineering station" } } },
    ]);
    const later = heard(book, [asks({ timeUs: testStartUs + 8 * minuteUs })]);
    expect(later.relations).toMatchObject([{ messages: 1, functions: [{ name: "READ_COILS", count: 1 }] }]);
    expect(later.assets.map(({ address }) => address).sort()).toEqual([plc, hmi].sort());
  });

  test("gives the same after a kill", () => {
    const facts = Array.from({ length: 24 }, (_, nth) =>
      asks({
        timeUs: testStartUs + nth * minuteUs,
        source: `10.9.0.${9 + (nth % 3)}`,
        ot: {
          function: nth % 7 === 0 ? "WRITE_SINGLE_COIL" : "READ_COILS",
          kind: nth % 7 === 0 ? "write" : "read",
        },
      }),
    );
    const whole = new AssetBook();
    let killed = new AssetBook();
    for (const fact of facts) {
      const expected = heard(whole, [fact]);
      expect(heard(killed, [fact])).toEqual(expected);
      killed = new AssetBook(structuredClone(killed.save()));
    }
    expect(killed.take(true)).toEqual(whole.take(true));
  });

  test("takes who is only asked over UDP, or by a scan, for nobody until it answers", () => {
    const book = new AssetBook();
    const ot = { protocol: "bacnet" as const, function: "who_is", kind: "identify" as const };
    const asked = heard(book, [
      asks({ protocol: "udp", destinationPort: 47_808, ot }),
      asks({ destination: "10.9.0.255", protocol: "udp", destinationPort: 47_808, ot }),
      factOf({ source: hmi, destination: "10.9.0.77", connection: { state: "unanswered" } }),
    ]);
    expect(asked.assets.map(({ address }) => address)).toEqual([hmi]);
    const identity = {
      vendor: "Schindler",
      product: "HMI panel",
      firmware: "2.0",
      serial: "7",
      name: "lift",
    };
    const answered = heard(book, [
      asks({
        protocol: "udp",
        destinationPort: 47_808,
        ot: {
          ...ot,
          sender: plc,
          receiver: hmi,
          isRequest: false,
          function: "i_am",
          kind: "notify",
          identity,
        },
      }),
    ]);
    expect(answered.assets).toMatchObject([{ address: plc, identity }]);
    expect(strongestRole(answered.assets[0]?.evidence ?? {})).toBe("hmi");
  });

  test("adds connections of an asset, with bytes, and whoever talks to it from inside", () => {
    const book = new AssetBook();
    heard(book, [asks()]);
    const connection = { state: "established", bytesOut: 10, bytesIn: 20 } as const;
    const { assets, relations } = heard(book, [
      factOf({ source: "10.9.0.30", destination: plc, destinationPort: 80, service: "http", connection }),
      factOf({ source: plc, destination: "203.0.113.9", destinationPort: 123, protocol: "udp", connection }),
      factOf({ source: "10.1.1.1", destination: "10.1.1.2", destinationPort: 80, connection }),
    ]);
    expect(assets.map(({ address }) => address)).toEqual(["10.9.0.30"]);
    expect(
      relations.map(({ sender, receiver, protocols, bytes }) => [sender, receiver, protocols, bytes]),
    ).toEqual([
      ["10.9.0.30", plc, ["http"], 30],
      [plc, "203.0.113.9", ["udp/123"], 30],
    ]);
  });

  test("knows a maker by the MAC address, unless a router carries many", () => {
    expect(macMaker("00:1b:1b:01:02:03")).toEqual({ maker: "Siemens", makes: "control gear" });
    expect(macMaker("02:00:00:01:02:03")).toBeNull();
    const book = new AssetBook();
    const from = (source: string) => asks({ source, native: { orig_l2_addr: "00:1B:1B:01:02:03" } });
    expect(heard(book, [from("10.9.0.20")]).assets).toContainEqual(
      expect.objectContaining({ address: "10.9.0.20", mac: "00:1b:1b:01:02:03", macVendor: "Siemens" }),
    );
    const routed = heard(book, [from("10.9.0.21"), from("10.9.0.22")]).assets;
    expect(routed.map(({ address, mac }) => [address, mac]).sort()).toEqual([
      ["10.9.0.20", ""],
      ["10.9.0.21", ""],
      ["10.9.0.22", ""],
    ]);
  });

  test("says zone and crane as the lists do, and again when they change", () => {
    const listed = { id: "a1", name: "STS 1 PLC", addresses: [plc], mac: "", role: "safety plc" as const };
    const asset = { ...listed, vendor: "", product: "", firmware: "", craneId: "crane-1", isCritical: true };
    const zone = { id: "z1", name: "Cranes", kind: "control" as const, networks: ["10.9.0.0/24"] };
    let site = compileSite({ ...emptyLists("member-1", 7), zones: [zone] });
    const book = new AssetBook(null, () => site);
    book.place();
    const { assets, learning } = heard(book, [
      factOf({ source: plc, destination: "10.1.0.1", destinationPort: 443, connection: {} }),
      asks(),
    ]);
    expect(assets.find(({ address }) => address === plc)).toMatchObject({
      zone: "Cranes",
      zoneKind: "control",
      craneId: null,
    });
    expect(learning).toMatchObject([{ days: 7 }]);
    site = compileSite({ ...emptyLists("member-1", 7), zones: [zone], assets: [asset] });
    book.place();
    const changed = book.take().assets;
    expect(changed).toMatchObject([{ address: plc, craneId: "crane-1", listedId: "a1" }]);
    expect(strongestRole(changed[0]?.evidence ?? {})).toBe("safety plc");
  });

  test("has a machine of a control zone of which only a question for a name was heard", () => {
    const zone = { id: "z1", name: "Cranes", kind: "control" as const, networks: ["10.9.0.0/24"] };
    const site = compileSite({ ...emptyLists("member-1", 7), zones: [zone] });
    const book = new AssetBook(null, () => site);
    book.place();
    const { assets, relations } = heard(book, [
      factOf({
        log: "zeek-dns",
        source: "10.9.0.99",
        destination: "203.0.113.53",
        destinationPort: 53,
        protocol: "udp",
        dns: { query: "apn.cellgate.example" },
      }),
      asks(),
    ]);
    expect(assets.map(({ address }) => address).sort()).toEqual([plc, hmi, "10.9.0.99"].sort());
    expect(assets.find(({ address }) => address === "10.9.0.99")).toMatchObject({ zone: "Cranes" });
    expect(relations.filter(({ sender }) => sender === "10.9.0.99")).toEqual([]);
  });

  test("holds no more than its bound, and counts what it forgot", () => {
    const book = new AssetBook(null, undefined, { assets: 40, relations: 100, macs: 10 });
    for (let nth = 0; nth < 300; nth++)
      book.see(asks({ source: `10.10.${nth >> 6}.${(nth & 63) + 1}`, destinationPort: 502 + nth }));
    const { assets, relations, dropped } = book.figures();
    expect([assets, relations]).toEqual([40, 100]);
    expect(dropped).toBeGreaterThanOrEqual(400);
  });
});
