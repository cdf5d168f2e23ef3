/**
 * Others' code reads what Breakwater writes: the JSON schemas that OASIS publishes, MITRE's ATT&CK data model, the
 * STIX library of the Security Alliance, and stixview in a browser. Nothing is bent for one of them: where one asks for
 * other than the specification does, that stands here, by name, and in docs/conformance.md.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  categoryOf,
  markingDefinitionOf,
  type Observable,
  observableId,
  readObject,
  readStix,
  type StixObject,
  stixTypes,
  tlpLabels,
  validateStix,
  writeBundle,
  writeIdentity,
  writeIndicator,
  writeObject,
  writeObservable,
  writeReport,
  writeSighting,
} from "../../../src/model/index.js";
import { stixJson } from "../../../src/model/stix/testing.js";
import { cannotBrowse, launch } from "../../journeys/browser.js";
import { type Given, giveEverything, type StixJson } from "./given.js";
import { mispOddities, modelOddities, saidIn, schemaOddities, short, tableOf } from "./oddities.js";
import { othersFolder, theirs } from "./packages.js";
import { readSchemas, type SchemaCheck } from "./stix-schemas.js";

const folder = await othersFolder();
const withOthers = describe.skipIf(folder === null);
const needs = "(needs npm's registry, once)";
const here = folder as string;

const data = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../../shared/data");
const attack = {
  ics: join(data, "06-attack/ics-attack-18.1-stix21.json.gz"),
  enterprise: join(data, "06-attack/enterprise-attack-18.1-stix20.json.gz"),
};
/** Properties that all objects may have (STIX 2.1, 3.2), as far as the model's strict base knows them. */
const common = new Set(
  [
    "type",
    "spec_version",
    "id",
    "created_by_ref",
    "created",
    "modified",
    "revoked",
    "labels",
    "confidence",
  ].concat(["lang", "external_references", "object_marking_refs", "granular_markings", "extensions"]),
);
const bundleId = "44af6c39-c09b-49c5-9de2-394224b04982";

/** The different things that were said, in one form. */
const different = (said: Iterable<string>): readonly string[] => [...new Set([...said].map(short))].sort();

/** How often each was said. */
function counted(said: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const one of said) counts.set(short(one), (counts.get(short(one)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** What stixview draws as edges: relationships, and references from one of the objects to another. */
function referencesIn(objects: readonly StixJson[]): readonly string[] {
  const ids = new Set(objects.map(({ id }) => id));
  return objects.flatMap((object) => {
    if (object.type === "relationship") return [String(object["relationship_type"])];
    return Object.entries(object).flatMap(([name, value]) => {
      if (!/_refs?$/.test(name)) return [];
      return [value].flat().flatMap((ref) => (ids.has(String(ref)) ? [name] : []));
    });
  });
}

/** One of each thing that the model can write of the house's own words. */
function ownWords(): readonly StixObject[] {
  const [createdUs, modifiedUs] = [1_795_000_000_000_000, 1_795_000_060_123_456];
  const observables: readonly Observable[] = [
    { type: "ipv4", value: "198.51.100.7" },
    { type: "ipv6", value: "2001:db8::7" },
    { type: "cidr", value: "198.51.100.64/26" },
    { type: "domain", value: "bad.example" },
    { type: "url", value: "https://bad.example/a" },
    { type: "email", value: "a@bad.example" },
    { type: "sha256", value: "ab".repeat(32) },
  ];
  const of = (uuid: string) => ({ uuid, createdUs, modifiedUs, tlp: "TLP:GREEN" as const });
  const identity = writeIdentity(
    "The port's center",
    of("00000000-0000-4000-8000-000000000001"),
    "soc@port.example",
  );
  const indicator = writeIndicator(
    observables[0] as Observable,
    {
      confidence: 80,
      validFromUs: createdUs,
      validUntilUs: null,
      labels: ["botnet"],
    },
    of("00000000-0000-4000-8000-000000000002"),
  );
  const sightingOfRef = "indicator--00000000-0000-4000-8000-000000000002";
  const seen = writeSighting(
    { observable: observables[0] as Observable, count: 3, firstUs: createdUs, lastUs: modifiedUs },
    {
      ...of("00000000-0000-4000-8000-000000000003"),
      observedUuid: "00000000-0000-4000-8000-000000000004",
      sightingOfRef,
    },
  );
  const report = writeReport(
    { title: "Scans", text: "Many of them.", observables, sinceUs: createdUs },
    of("00000000-0000-4000-8000-000000000005"),
  );
  return [identity, indicator, ...(seen ?? []), ...(report ?? [])].filter((one) => one !== null);
}

withOthers(`what Breakwater gives, read by others ${needs}`, () => {
  let given: Given;
  let indicators: readonly StixJson[];
  let everything: readonly StixJson[];
  let check: SchemaCheck;
  beforeAll(async () => {
    given = await giveEverything();
    check = await readSchemas(here);
    indicators = await given.taxii("indicators");
    const written = ownWords().map((object) => writeObject(object) as StixJson);
    everything = [...indicators, ...(await given.taxii("shared")), ...written];
  }, 120_000);
  afterAll(() => given?.close());

  test("OASIS's schemas: nothing that TAXII answers and the model writes breaks one", () => {
    expect(indicators.length).toBeGreaterThan(50);
    expect(indicators.filter(({ revoked }) => revoked === true).length).toBeGreaterThan(0);
    const said = everything.map((object) => ({ object, wrong: check(object) }));
    expect(said.filter(({ wrong }) => wrong === null)).toEqual([]);
    expect(said.filter(({ wrong }) => wrong !== null && wrong.length > 0)).toEqual([]);
  });

  test("OASIS's schemas would tell: each of these is refused", () => {
    const indicator = indicators[0] as StixJson;
    for (const harm of [
      { pattern: undefined },
      { confidence: 101 },
      { valid_from: "2026-01-01" },
      { id: "indicator--7" },
      { object_marking_refs: [] },
      { created: "2026-01-01T00:00:00Z" },
    ])
      expect(check(JSON.parse(JSON.stringify({ ...indicator, ...harm }))), JSON.stringify(harm)).not.toEqual(
        [],
      );
  });

  test("Breakwater's own validator says the same of it", () => {
    expect(
      everything.flatMap((object) => validateStix(object)).filter(({ level }) => level === "must"),
    ).toEqual([]);
  });

  test("MITRE's model: what objects have in common is as STIX has it, but for what is MITRE's", async () => {
    const model = await theirs<{ stixDomainObjectSchema: ZodLike; stixRelationshipObjectSchema: ZodLike }>(
      here,
      "@mitre-attack/attack-data-model",
    );
    const found = everything.flatMap((object) => {
      const category = categoryOf(object.type);
      if (category !== "sdo" && category !== "sro") return [];
      const schema = category === "sdo" ? model.stixDomainObjectSchema : model.stixRelationshipObjectSchema;
      const own = Object.entries(object).filter(([name]) => common.has(name));
      return issues(schema.safeParse(Object.fromEntries(own)));
    });
    expect(different(found)).toEqual(saidIn(modelOddities));
  });

  test("the Security Alliance's library makes the same ids of observables", async () => {
    const library = await theirs<Record<string, (props: object) => string>>(
      here,
      "@security-alliance/stix/2.1",
    );
    const makers = {
      ipv4: "generateIPv4AddrId",
      ipv6: "generateIPv6AddrId",
      domain: "generateDomainNameId",
      url: "generateUrlId",
    };
    const values = fc.record({
      ipv4: fc.ipV4(),
      ipv6: fc.ipV6(),
      domain: fc.domain(),
      url: fc.oneof(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.string({ unit: "grapheme", minLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(values, (each) => {
        for (const [type, maker] of Object.entries(makers)) {
          const value = each[type as keyof typeof each];
          const stix = { ipv4: "ipv4-addr", ipv6: "ipv6-addr", domain: "domain-name", url: "url" }[
            type
          ] as string;
          expect(observableId(stix, { value })).toBe(library[maker]?.({ value }));
        }
      }),
    );
    const written = writeObservable({ type: "domain", value: "bad.example" }, "TLP:GREEN");
    expect(written?.id).toBe(library["generateDomainNameId"]?.({ value: "bad.example" }));
  });

  test.skipIf(cannotBrowse)(
    "stixview draws a bundle of it: a node an object, an edge a reference",
    async () => {
      const bundle = writeBundle(
        everything.map((object) => readObject(object)).filter((object) => object !== null),
        bundleId,
      );
      const browser = await launch();
      try {
        const page = await browser.newPage();
        const failed: string[] = [];
        page.on("pageerror", (error) => failed.push(error.message));
        await page.setContent('<div id="graph"></div>');
        await page.addScriptTag({ path: join(here, "node_modules/stixview/dist/stixview.bundle.js") });
        const drawn = (await page.evaluate(`new Promise((done) => {
        const graph = window.stixview.init(document.querySelector("#graph"), { layout: "grid" }, null, ({ cy }) =>
          done({ nodes: cy.nodes().map((node) => node.id()), edges: cy.edges().map((edge) => edge.data("label")) }));
        graph.loadData(${JSON.stringify(bundle)});
      })`)) as { nodes: readonly string[]; edges: readonly string[] };
        const nodes = new Set(everything.filter(({ type }) => type !== "relationship").map(({ id }) => id));
        expect(new Set(drawn.nodes)).toEqual(nodes);
        expect(counted(drawn.edges)).toEqual(counted(referencesIn(everything)));
        expect(failed).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});

/** What MITRE's model says of ATT&CK 18.1: older texts and numbers that are in it. */
const attackSays = [
  "/n/description At least one character is required. Whitespace is not permissible.",
  "/n/external_references/n/external_id The first external_reference must match the ATT&CK ID format M####.",
  "/n/x_mitre_data_source_ref Invalid STIX Identifier for STIX object: contains invalid STIX type '…'",
  "/n/x_mitre_data_source_ref Invalid STIX Identifier for STIX object: contains invalid UUIDv4 format",
  "/n/x_mitre_data_source_ref Invalid STIX Identifier: must comply with format 'type--UUIDv4'",
  "/n/x_mitre_data_source_ref Invalid STIX Identifier: must start with 'x-mitre-data-source--'",
  "/n/x_mitre_detection At least one character is required. Whitespace is not permissible.",
  "/n/x_mitre_platforms/n Platform must be one of the list.",
];

interface Parsed {
  readonly success: boolean;
  readonly error?: {
    readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
  };
}
interface ZodLike {
  safeParse(value: unknown): Parsed;
}
const issues = ({ success, error }: Parsed): readonly string[] =>
  success
    ? []
    : (error?.issues ?? []).map(({ path, message }) => {
        const said = message.replace(/(Platform must be one of): .*/s, "$1 the list.");
        return `/${path.map(String).join("/")} ${said}`;
      });

withOthers(`objects of every type, by OASIS's schemas ${needs}`, () => {
  let check: SchemaCheck;
  beforeAll(async () => {
    check = await readSchemas(here);
  });

  test("what they say against any is known, and is theirs", () => {
    const types = stixTypes.filter((type) => type !== "bundle");
    const objects = types.flatMap((type) => fc.sample(stixJson(type), { numRuns: 100, seed: 2026 }));
    const written = objects.map((json) => writeObject(readObject(json) as StixObject) as StixJson);
    const said = written.flatMap((object) => check(object) ?? ["has no schema"]);
    const [markings] = schemaOddities.slice(-1);
    expect(different(said)).toEqual(saidIn(schemaOddities.slice(0, -1)));
    for (const tlp of tlpLabels)
      expect(check(markingDefinitionOf(tlp) as StixJson)).toEqual(
        expect.arrayContaining([...(markings?.says ?? [])]),
      );
  });
});

const isMissing = !existsSync(attack.ics) || !existsSync(attack.enterprise);
describe.skipIf(folder === null || isMissing)(
  "ATT&CK through Breakwater's model, read by MITRE's (needs npm's registry, once, and ../shared/data/06-attack)",
  () => {
    let model: { attackObjectsSchema: ZodLike };
    beforeAll(async () => {
      model = await theirs(here, "@mitre-attack/attack-data-model");
    });
    const unpacked = (path: string) =>
      JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")) as {
        readonly objects: readonly StixJson[];
      };
    const verdict = (objects: readonly unknown[]) =>
      counted(issues(model.attackObjectsSchema.safeParse(objects)));

    test("ICS, STIX 2.1: what it says of what came it says of what is written", () => {
      const bundle = unpacked(attack.ics);
      const { objects, refused, upgraded } = readStix(bundle);
      expect([refused, upgraded, objects.length]).toEqual([[], 0, bundle.objects.length]);
      const written = objects.map(writeObject);
      expect(written).toEqual(bundle.objects);
      expect(verdict(written)).toEqual(verdict(bundle.objects));
      // It does read them: an object that is broken is told.
      const few = written.slice(0, 20);
      expect(verdict(few.map((one) => ({ ...one, spec_version: "2.0" })))).not.toEqual(verdict(few));
    });

    test("Enterprise, STIX 2.0: as STIX 2.1 it says nothing of it but what it says of ATT&CK's own STIX 2.1", () => {
      const seen = new Map<string, number>();
      const some = unpacked(attack.enterprise).objects.filter(({ type }) => {
        seen.set(type, (seen.get(type) ?? 0) + 1);
        return (seen.get(type) as number) <= 150;
      });
      const { objects, refused, upgraded } = readStix({ type: "bundle", spec_version: "2.0", objects: some });
      expect([refused, upgraded, objects.length]).toEqual([[], some.length, some.length]);
      expect(different(Object.keys(verdict(objects.map(writeObject))))).toEqual(attackSays);
    });
  },
);

test("docs/conformance.md has what each says", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/conformance.md"), "utf8");
  for (const oddities of [schemaOddities, modelOddities, mispOddities])
    expect(page).toContain(tableOf(oddities));
});
