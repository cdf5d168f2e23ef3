import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem, sha256Hex } from "../../base/index.js";
import { newAuditKey } from "../../store/index.js";
import { readArchive, writeArchive } from "./archive.js";
import { packBytesMax, partsMax } from "./limits.js";
import { fingerprintOf, readFingerprint, spelled } from "./manifest.js";
import { openPack } from "./open-pack.js";
import { manifestFor, packOf, partText, tarOf } from "./testing.js";

const text = { name: "Terms", version: "1", text: "We tell one another.\nAlways." };
const good = { agreements: partText(text) };
const goodFile = { name: "parts/agreements.json", content: good.agreements };
const goodManifest = { name: "manifest.json", content: manifestFor(good) };

/** The code and the detail of a refusal; what was read where it is none. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const opened = await openPack(bytes);
  return opened instanceof Problem
    ? `${opened.code}: ${opened.detail}`
    : `taken: ${JSON.stringify(opened.parts)}`;
}

test("a pack is read with its parts, whoever signed it", async () => {
  const opened = await openPack(await packOf(good));
  if (opened instanceof Problem) throw new Error(opened.detail);
  expect(opened.parts.map(({ part, entries }) => [part.id, entries])).toEqual([["agreements", [text]]]);
  expect(opened.passedOver).toEqual([]);
});

test("the same files have the same bytes, with no time and no owner in them", async () => {
  const files = new Map([
    ["manifest.json", "{}"],
    ["parts/feeds.json", partText()],
  ]);
  const bytes = Buffer.from(await writeArchive(files));
  expect(sha256Hex(bytes)).toBe(sha256Hex(await writeArchive(files)));
  expect(bytes.subarray(4, 8)).toEqual(Buffer.alloc(4));
  expect(gunzipSync(bytes).subarray(136, 148).toString()).toMatch(/^0+ ?\0?/);
  expect([...((await readArchive(bytes)) as ReadonlyMap<string, Buffer>).keys()]).toEqual([...files.keys()]);
});

test("a fingerprint is read as people write it, and whole only", () => {
  const fingerprint = fingerprintOf(newAuditKey().publicKey);
  expect(readFingerprint(spelled(fingerprint))).toBe(fingerprint);
  expect(readFingerprint(spelled(fingerprint).toUpperCase().replaceAll(" ", ":"))).toBe(fingerprint);
  expect(readFingerprint(fingerprint.slice(1))).toBeNull();
  expect(readFingerprint("")).toBeNull();
});

test("a part that this version does not know is named and passed over", async () => {
  const opened = await openPack(await packOf({ ...good, scenarios: partText({ anything: 1 }) }));
  if (opened instanceof Problem) throw new Error(opened.detail);
  expect([opened.passedOver, opened.parts.length]).toEqual([["scenarios"], 1]);
});

describe("a pack is refused whole", () => {
  test.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    ["nothing", () => Buffer.alloc(0), /^work.pack-broken: It is not a tar archive/],
    ["a text", () => Buffer.from("hello"), /^work.pack-broken: It is not a tar archive/],
    ["gzip of no tar", () => gzipSync("hello"), /^work.pack-broken/],
    [
      "cut in the middle",
      async () => (await packOf(good)).subarray(0, 300),
      /^work.pack-broken: It can't be unpacked/,
    ],
    [
      "the tar cut in the middle",
      async () => gzipSync(gunzipSync(await packOf(good)).subarray(0, 1100)),
      /^work.pack-broken/,
    ],
    ["no manifest", () => tarOf([goodFile]), /^work.pack-broken: It has no manifest/],
    ["a part missing", () => tarOf([goodManifest]), /^work.pack-broken: It has no parts\/agreements/],
    [
      "a name above it",
      () => tarOf([goodManifest, goodFile, { name: "../../etc/passwd", content: "x" }]),
      /^work.pack-broken: "..\/..\/etc\/passwd" is not the name/,
    ],
    [
      "an absolute name",
      () => tarOf([goodManifest, goodFile, { name: "/etc/passwd", content: "x" }]),
      /is not the name of a file of a pack/,
    ],
    [
      "a symbolic link",
      () =>
        tarOf([
          goodManifest,
          { name: "parts/agreements.json", header: { type: "symlink", linkname: "/etc/passwd" } },
        ]),
      /is a symlink; only plain files/,
    ],
    [
      "a hard link",
      () =>
        tarOf([
          goodManifest,
          { name: "parts/agreements.json", header: { type: "link", linkname: "manifest.json" } },
        ]),
      /is a link; only plain files/,
    ],
    [
      "a folder",
      () => tarOf([{ name: "parts", header: { type: "directory" } }, goodManifest]),
      /is a directory/,
    ],
    [
      "a file twice",
      () => tarOf([goodManifest, goodFile, goodFile]),
      /"parts\/agreements.json" is in it twice/,
    ],
    [
      "the manifest twice",
      () => tarOf([goodManifest, goodManifest, goodFile]),
      /"manifest.json" is in it twice/,
    ],
    [
      "a file that nobody signed",
      () => tarOf([goodManifest, goodFile, { name: "parts/feeds.json", content: partText() }]),
      /^work.pack-signature: parts\/feeds.json is in it, and was not signed/,
    ],
    [
      "another file in place of the signed",
      () =>
        tarOf([
          goodManifest,
          { ...goodFile, content: partText({ ...text, text: "We tell no one.\nAlways.." }) },
        ]),
      /^work.pack-signature: parts\/agreements.json is not the file/,
    ],
    [
      "a wrong signature",
      () => {
        const { signature: _, ...rest } = JSON.parse(goodManifest.content);
        const { signature } = JSON.parse(manifestFor(good, newAuditKey()));
        const keys = Object.entries({ ...rest, signature }).sort(([a], [b]) => (a < b ? -1 : 1));
        return tarOf([{ ...goodManifest, content: JSON.stringify(Object.fromEntries(keys)) }, goodFile]);
      },
      /^work.pack-signature: The signature/,
    ],
    [
      "a center's name put on afterwards",
      () =>
        tarOf([
          {
            ...goodManifest,
            content: goodManifest.content.replace('"center":null', '"center":"Port of Elsewhere"'),
          },
          goodFile,
        ]),
      /^work.pack-signature: The signature/,
    ],
    [
      "a fingerprint of another key",
      () => {
        const { fingerprint } = JSON.parse(goodManifest.content) as { fingerprint: string };
        const other = fingerprintOf(newAuditKey().publicKey);
        return tarOf([
          { ...goodManifest, content: goodManifest.content.replace(fingerprint, other) },
          goodFile,
        ]);
      },
      /^work.pack-signature: Its fingerprint/,
    ],
    [
      "a manifest with a key twice",
      () =>
        tarOf([
          { ...goodManifest, content: goodManifest.content.replace("{", '{"center":"Port of Lies",') },
          goodFile,
        ]),
      /^work.pack-broken: Its manifest is not written as canonical/,
    ],
    [
      "a manifest with an unknown key",
      () => tarOf([{ ...goodManifest, content: goodManifest.content.replace("{", '{"a":1,') }, goodFile]),
      /^work.pack-broken: Its manifest: the whole/,
    ],
    [
      "a manifest that is deep",
      () => tarOf([{ ...goodManifest, content: `${"[".repeat(30_000)}${"]".repeat(30_000)}` }, goodFile]),
      /^work.pack-broken/,
    ],
    [
      "a huge manifest",
      () => tarOf([{ ...goodManifest, content: `{"format":"${"x".repeat(70_000)}"}` }, goodFile]),
      /^work.pack-too-large: "manifest.json" has/,
    ],
    [
      "of a newer version",
      () =>
        tarOf([
          { ...goodManifest, content: goodManifest.content.replace('"version":1', '"version":2') },
          goodFile,
        ]),
      /^work.pack-newer: It has version 2/,
    ],
    [
      "too many parts",
      () =>
        tarOf(
          Array.from({ length: partsMax + 2 }, (_, at) => ({
            name: `parts/p${at}.json`,
            content: partText(),
          })),
        ),
      /^work.pack-too-large: It has more than/,
    ],
    [
      "a bomb",
      () => gzipSync(Buffer.alloc(40 * 2 ** 20)),
      /^work.pack-too-large: Its \d+ bytes unpack to more than/,
    ],
    ["a large file", () => Buffer.alloc(packBytesMax + 1, 0x1f), /^work.pack-too-large: It has \d+ bytes/],
    [
      "another count than its manifest says",
      () => tarOf([{ ...goodManifest, content: manifestFor(good, undefined, { entries: 2 }) }, goodFile]),
      /^work.pack-broken: parts\/agreements.json has 1 entries; its manifest says 2/,
    ],
    [
      "a part that is no JSON",
      () => packOf({ agreements: "{" }),
      /parts\/agreements.json, the whole: it is not JSON/,
    ],
    [
      "a part without entries",
      () => packOf({ agreements: "{}" }),
      /parts\/agreements.json, the whole: it has no list/,
    ],
    [
      "an entry against its schema",
      () => packOf({ agreements: partText(text, { ...text, version: 2 }) }),
      /^work.pack-entry-invalid: parts\/agreements.json, entries\[1\], version: /,
    ],
    [
      "an entry with a field too many",
      () => packOf({ agreements: partText({ ...text, signedBy: "Ana Ruiz" }) }),
      /entries\[0\], the whole: Unrecognized key: "signedBy"/,
    ],
    [
      "an entry twice",
      () => packOf({ agreements: partText(text, text) }),
      /entries\[1\]: "Terms, 1" is in it twice/,
    ],
    [
      "a feed of the reader's own network",
      () => packOf({ feeds: partText({ ...feed, address: "https://169.254.169.254/latest" }) }),
      /entries\[0\], address: is no address of a public server/,
    ],
    [
      "a setting that is not for packs",
      () => packOf({ configuration: partText({ key: "api.host", value: 1 }) }),
      /entries\[0\], key: /,
    ],
    [
      "a setting that is no value of its key",
      () => packOf({ configuration: partText({ key: "intake.syslog.port", value: 70_000 }) }),
      /is no value of this key/,
    ],
    [
      "a list that names a value twice",
      () =>
        packOf({ "allow-lists": partText({ name: "a", matching: "cidr", types: [], values: ["x", "x"] }) }),
      /values: is not in order, or has a value twice/,
    ],
  ])("%s", async (_, bytes, expected) => {
    expect(await refusal(await bytes())).toMatch(expected);
  });
});

const feed = {
  kind: "taxii",
  name: "ISAC",
  address: "https://taxii.isac.example/root/collections/x/",
  needs: "nothing",
  everyMinutes: 15,
  tlp: "TLP:AMBER",
  confidence: 50,
};

test("whatever is flipped or cut, the answer is a refusal and no throw", async () => {
  const whole = Buffer.from(await packOf(good));
  const inner = gunzipSync(whole);
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: inner.length * 8 - 1 }),
      fc.nat({ max: inner.length }),
      fc.boolean(),
      async (bit, length, flips) => {
        const bytes = Buffer.from(inner);
        if (flips) bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        const opened = await openPack(gzipSync(flips ? bytes : bytes.subarray(0, length)));
        // A flip in what tar leaves unused changes nothing that is read.
        if (!(opened instanceof Problem)) expect(opened.parts[0]?.entries).toEqual([text]);
      },
    ),
    { numRuns: 300 },
  );
});
