/**
 * The gate under attack: generated communities, objects of every kind with origins' values hidden in them in many
 * codings, every recipient and channel. The oracle below knows nothing of the gate's own search.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { type Member, roles, type Sighting, tlpLabels, type WarningDraft } from "../../model/index.js";
import { openGate } from "./gate.js";
import { type Channel, channels, type GateObject, type Recipient } from "./request.js";

const names = [
  "Korvane Shipping",
  "Zelphi",
  "Quoxline Rail",
  "Mubrix Terminals",
  "Wyxo",
  "Trondheimer Häfen",
];
const sector = fc.constantFrom("terminal operator", "shipping line", "railroad" as const);

const communities = fc
  .array(fc.record({ sector, tlpCeiling: fc.constantFrom(...tlpLabels), shared: fc.boolean() }), {
    minLength: 2,
    maxLength: names.length,
  })
  .map((list) =>
    list.map(({ shared, ...rest }, index) =>
      testMember({
        id: `${index}${index}${index}-member-${index}`,
        name: names[index] as string,
        networks: [`5.${index}.0.0/16`, `2001:db8:${index + 1}::/48`, ...(shared ? ["10.0.0.0/8"] : [])],
        ...rest,
      }),
    ),
  );

/** What of a member must not be seen, as plain values. */
const valuesOf = (member: Member): readonly string[] => {
  const index = Number(member.id[0]);
  return [member.name, member.id, `5.${index}.4.17`, `2001:db8:${index + 1}::17`];
};

const coders: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => value.toUpperCase(),
  (value) => value.replaceAll(".", "[.]").replaceAll("::", "[:][:]"),
  (value) => encodeURIComponent(value).replaceAll(".", "%2E"),
  (value) => Buffer.from(value).toString("base64"),
  (value) => Buffer.from(`a${value}`).toString("base64url"),
  (value) => `hxxps://x.example/${encodeURIComponent(value)}/report.pdf`,
  (value) => `Mozilla/5.0 (${value})`,
  (value) => `${value}.log.gz`,
];

/** Independent of the gate: the value in every coding, looked for in the bytes as they would leave. */
function showsIn(bytes: string, value: string): boolean {
  const lower = bytes.toLowerCase();
  const cased = [
    Buffer.from(value).toString("base64").replace(/=+$/, ""),
    Buffer.from(`a${value}`).toString("base64url").slice(2),
  ];
  const any = [
    value,
    value.replaceAll(".", "[.]"),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll(".", "%2E"),
  ];
  return cased.some((text) => bytes.includes(text)) || any.some((text) => lower.includes(text.toLowerCase()));
}

interface Planted {
  readonly member: number;
  readonly value: number;
  readonly coder: number;
}
const planted = fc.record({
  member: fc.nat({ max: 5 }),
  value: fc.nat({ max: 3 }),
  coder: fc.nat({ max: coders.length - 1 }),
});
const places = ["sentence", "story", "fact", "doNow", "evidence", "observable", "nowhere"] as const;

const scenes = fc.record({
  community: communities,
  recipient: fc.nat({ max: 5 }),
  origins: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
  planted: fc.array(fc.tuple(planted, fc.constantFrom(...places)), { maxLength: 3 }),
  tlp: fc.constantFrom(...tlpLabels, "TLP:PURPLE" as "TLP:RED"),
});
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

function textAt(scene: Scene, place: (typeof places)[number]): string {
  const texts = scene.planted
    .filter(([, where]) => where === place)
    .map(([{ member, value, coder }]: [Planted, string]) =>
      at(coders, coder)(at(valuesOf(at(scene.community, member)), value)),
    );
  return ["Seen twice", ...texts].join(" ");
}

function draftOf(scene: Scene): WarningDraft {
  const origins = scene.origins.map((index) => at(scene.community, index));
  return {
    rule: "second-member",
    key: `key ${origins.map((m) => m.id).join(" ")}`,
    recipientMemberId: at(scene.community, scene.recipient).id,
    originMemberIds: [...new Set(origins.map((m) => m.id))],
    observable: { type: "url", value: textAt(scene, "observable") },
    urgency: "high",
    tlp: scene.tlp,
    sentence: textAt(scene, "sentence"),
    story: textAt(scene, "story"),
    facts: [{ label: "Seen", value: textAt(scene, "fact") }],
    doNow: [textAt(scene, "doNow")],
    evidence: origins.map((origin) => ({
      timeUs: 1,
      log: "zeek-conn",
      field: "host",
      sourceAddress: valuesOf(origin)[2] as string,
      sourcePort: 1,
      destinationAddress: "192.0.2.9",
      destinationPort: 2,
      record: `${valuesOf(origin).join(" ")} ${textAt(scene, "evidence")}`,
    })),
    sightingIds: origins.map((origin) => `sighting-${origin.id}`),
    mark: null,
  };
}

function objectsOf(scene: Scene): readonly GateObject[] {
  const draft = draftOf(scene);
  const origin = at(scene.community, scene.origins[0] as number);
  const sighting: Sighting = {
    id: `sighting-${origin.id}`,
    memberId: origin.id,
    observable: { type: "ipv4", value: "192.0.2.9" },
    windowStartUs: 0,
    direction: "outbound",
    count: 7,
    firstUs: 1,
    lastUs: 2,
    insideAddresses: [valuesOf(origin)[2] as string],
    confidence: 90,
    sources: ["list"],
    labels: [origin.name],
    tlps: [scene.tlp],
    allowedBy: null,
    evidence: draft.evidence.slice(0, 1),
    mark: null,
  };
  return [
    {
      kind: "warning",
      id: "w",
      draft,
      createdUs: 1,
      updatedUs: 2,
      state: "open",
      closeReason: null,
      reactions: [],
    },
    { kind: "sighting", id: sighting.id, sighting },
    { kind: "member", id: origin.id, member: origin },
    { kind: "counts", id: "c", memberId: origin.id, counts: { [origin.name]: 1 } },
    { kind: "counts", id: "c", memberId: null, counts: { [origin.name]: 1 } },
  ];
}

function recipientsOf(community: readonly Member[]): readonly Recipient[] {
  return [
    { kind: "file", name: "out.json" },
    ...[...community.map((m) => m.id), null, "nobody"].flatMap((memberId): Recipient[] => [
      ...(memberId === null ? [] : [{ kind: "member", memberId } as const]),
      ...roles.map((role) => ({ kind: "person", person: { id: "p", name: "P", role, memberId } }) as const),
    ]),
  ];
}

const readerOf = (recipient: Recipient): string | null =>
  recipient.kind === "member"
    ? recipient.memberId
    : recipient.kind === "person"
      ? recipient.person.memberId
      : null;
const isOperator = (recipient: Recipient) =>
  recipient.kind === "person" && recipient.person.role === "operator" && recipient.person.memberId === null;

describe("anonymity", () => {
  test("no value of an origin is in the bytes of anything released to another", () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let cases = 0;
    let releasedToOthers = 0;
    let leaksStopped = 0;
    fc.assert(
      fc.property(scenes, (scene) => {
        const gate = openGate(scene.community);
        const builtOn = scene.origins.map((index) => at(scene.community, index));
        for (const object of objectsOf(scene))
          for (const recipient of recipientsOf(scene.community))
            for (const channel of channels as readonly Channel[]) {
              cases++;
              const decision = gate.decide({ object, recipient, channel });
              if (decision.rule === "origin-leak") leaksStopped++;
              if (!decision.released || isOperator(recipient)) continue;
              const bytes = JSON.stringify(decision.form);
              const origins = object.kind === "warning" ? builtOn : builtOn.slice(0, 1);
              const hidden = origins.filter((origin) => origin.id !== readerOf(recipient));
              if (hidden.length === 0) continue;
              releasedToOthers++;
              for (const origin of hidden)
                for (const value of [...valuesOf(origin), `sighting-${origin.id}`])
                  if (showsIn(bytes, value))
                    throw new Error(`${value} is shown to ${readerOf(recipient)}: ${bytes}`);
            }
      }),
      { numRuns: 500, seed },
    );
    expect(cases).toBeGreaterThan(10_000);
    expect(releasedToOthers, "the property must not hold by refusing everything").toBeGreaterThan(100);
    expect(leaksStopped, "the generator must hide values").toBeGreaterThan(100);
    console.info(
      `gate: ${cases} cases, ${releasedToOthers} released to others, ${leaksStopped} leaks stopped`,
    );
  });

  test("which of two members is the origin changes nothing that a third can see", () => {
    fc.assert(
      fc.property(scenes, fc.nat({ max: 5 }), (scene, other) => {
        const gate = openGate(scene.community);
        const reader = at(scene.community, scene.recipient);
        const swapped = { ...scene, origins: [other] };
        const original = { ...scene, origins: [scene.origins[0] as number] };
        for (const each of [original, swapped])
          if (at(scene.community, each.origins[0] as number).id === reader.id) return;
        const seen = [original, swapped].map((each) => {
          const object = objectsOf(each)[0] as GateObject;
          const decision = gate.decide({
            object,
            recipient: { kind: "member", memberId: reader.id },
            channel: "api",
          });
          return JSON.stringify(decision.released ? decision : decision.rule);
        });
        expect(seen[0]).toBe(seen[1]);
      }),
      { numRuns: 1000 },
    );
  });
});
