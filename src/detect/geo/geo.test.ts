import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Problem, parseAddress } from "../../base/index.js";
import { Geo, openGeo } from "./geo.js";
import { Mmdb, type MmdbValue } from "./mmdb.js";
import { mmdbFile } from "./testing.js";

const folder = mkdtempSync(join(tmpdir(), "geo-"));
afterAll(() => rmSync(folder, { recursive: true }));

const countries = {
  "192.0.2.0/24": { country: { iso_code: "NL", names: { en: "Netherlands" } }, tags: ["a", "b"], on: true },
  "192.0.2.128/25": { country_code: "us" },
  "2001:db8::/32": { registered_country: { iso_code: "SG" } },
};
const networks = {
  "192.0.2.0/24": { autonomous_system_number: 64500, autonomous_system_organization: "Pier 7 Net" },
};

function opened(bytes: Buffer): Mmdb {
  const read = Mmdb.read("x.mmdb", bytes);
  if (read instanceof Problem) throw read;
  return read;
}

describe("geo", () => {
  test.each([24, 28, 32] as const)("finds the smallest network, with nodes of %i bits", (bits) => {
    const geo = new Geo(opened(mmdbFile(countries, bits)), opened(mmdbFile(networks, bits)));
    expect(geo.placeOf("192.0.2.1")).toEqual({ country: "NL", asn: 64500, organization: "Pier 7 Net" });
    expect(geo.placeOf("192.0.2.200")).toEqual({ country: "US", asn: 64500, organization: "Pier 7 Net" });
    expect(geo.placeOf("2001:db8::7")).toEqual({ country: "SG", asn: 0, organization: "" });
    for (const none of ["198.51.100.1", "2001:db9::1", "no address", ""])
      expect(geo.placeOf(none)).toBeNull();
  });

  test("knows the fields of other publishers", () => {
    const geo = new Geo(
      null,
      opened(mmdbFile({ "192.0.2.0/24": { country: "DE", asn: "AS64501", as_name: "Hafen" } })),
    );
    expect(geo.placeOf("192.0.2.9")).toEqual({ country: "DE", asn: 64501, organization: "Hafen" });
    expect(new Geo(null, null).placeOf("192.0.2.9")).toBeNull();
  });

  test("follows pointers, as writers share equal records", () => {
    // A map whose value is a pointer to the text at the start of the section.
    const file = mmdbFile({ "192.0.2.0/24": "US" });
    const at = file.indexOf(Buffer.from([0x42, 0x55, 0x53]));
    const map = Buffer.concat([
      Buffer.from([0xe1, 0x4c]),
      Buffer.from("country_code"),
      Buffer.from([0x20, 0x00]),
    ]);
    const pointing = Buffer.concat([file.subarray(0, at + 3), map, file.subarray(at + 3)]);
    const nodes = opened(file).metadata.nodes;
    const from = nodes + 16;
    for (let byte = 0; byte + 3 <= nodes * 6; byte += 3)
      if (pointing.readUIntBE(byte, 3) === from) pointing.writeUIntBE(from + 3, byte, 3);
    expect(new Geo(opened(pointing), null).placeOf("192.0.2.1")?.country).toBe("US");
  });

  test("a file that is none, is cut or lies about itself is refused with the reason", () => {
    const good = mmdbFile(countries);
    const reason = (bytes: Buffer) => {
      const read = Mmdb.read("x.mmdb", bytes);
      return read instanceof Problem ? read.detail : "";
    };
    expect(reason(Buffer.from("country,asn\n"))).toBe("x.mmdb: this is no MaxMind DB file.");
    expect(reason(good.subarray(0, good.length - 20))).toMatch(/^x\.mmdb: /);
    expect(reason(good.subarray(200))).toMatch(/shorter|apart|outside/);
    expect(reason(mmdbFile(countries, 24, { node_count: 1e9 }))).toContain("shorter than its tree");
    expect(reason(mmdbFile(countries, 24, { binary_format_major_version: 3 }))).toContain(
      "version of the format",
    );
    expect(reason(mmdbFile(countries, 24, { record_size: 26 }))).toContain("size of a node");
    expect(reason(mmdbFile(countries, 24, { ip_version: 5 }))).toContain("version of IP");
    expect(openGeo({ country: join(folder, "absent.mmdb") })).toMatchObject({
      code: "detect.geo-unreadable",
    });
  });

  test("opens files by their paths; none configured is empty", () => {
    writeFileSync(join(folder, "c.mmdb"), mmdbFile(countries));
    const geo = openGeo({ country: join(folder, "c.mmdb") });
    expect(geo instanceof Geo && geo.placeOf("192.0.2.1")?.country).toBe("NL");
    const empty = openGeo({});
    expect(empty instanceof Geo && empty.isEmpty).toBe(true);
  });

  test("agrees with a list of networks, whatever they are", () => {
    const network = fc.tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 9, max: 24 }));
    fc.assert(
      fc.property(
        fc.array(network, { minLength: 1, maxLength: 12 }),
        fc.nat(255),
        fc.nat(255),
        (list, b, c) => {
          const sorted = [...list].sort((x, y) => x[2] - y[2]);
          const masked = ([x, y, prefix]: [number, number, number]) => {
            const value = (((10 << 24) | (x << 16) | (y << 8)) & (-1 << (32 - prefix))) >>> 0;
            return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.0/${prefix}`;
          };
          const entries: Record<string, MmdbValue> = {};
          for (const [at, each] of sorted.entries()) entries[masked(each)] = { asn: at + 1 };
          const address = (((10 << 24) | (b << 16) | (c << 8)) >>> 0) + 7;
          let expected: MmdbValue = null;
          for (const [text, record] of Object.entries(entries)) {
            const [base, prefix] = text.split("/") as [string, string];
            const low = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
            if (address >= low && address < low + 2 ** (32 - Number(prefix))) expected = record;
          }
          const found = opened(mmdbFile(entries)).find(
            parseAddress(`10.${b}.${c}.7`) ?? { v4: true, words: [0, 0, 0, 0] },
          );
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a file damaged anywhere answers or is refused; it neither throws nor hangs", () => {
    const good = mmdbFile(countries);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (hits) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of hits) bytes[at] = byte;
          const read = Mmdb.read("x.mmdb", bytes);
          if (read instanceof Problem) return;
          for (const text of ["192.0.2.1", "192.0.2.200", "2001:db8::1", "203.0.113.9"]) {
            const address = parseAddress(text);
            if (address !== null) new Geo(read, read).placeOf(text);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
