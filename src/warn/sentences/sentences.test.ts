/** Every sentence in every language: none is missing, none is another language's, and the numbers are the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import {
  languages,
  matchConfidences,
  matchReasons,
  observableTypes,
  type Sighting,
  type WarningWords,
} from "../../model/index.js";
import { type CountStep, countStep, portWarning } from "../../share/index.js";
import { warningRules } from "../rules/index.js";
import { english } from "./english.js";
import type {
  AdvisoryFacts,
  AttackServerFacts,
  PeerOwnFacts,
  PeerWarnsFacts,
  SecondMemberFacts,
  SisterCraneFacts,
} from "./sentences.js";
import { spanish } from "./spanish.js";

const at = (text: string) => Date.parse(text) * 1000;
const attack: AttackServerFacts = {
  observable: { type: "ipv4", value: "203.0.113.9" },
  machines: ["10.4.2.17"],
  isLookUp: false,
  isInside: false,
  reached: [],
  count: 14,
  firstUs: at("2026-11-22T10:04:00Z"),
  lastUs: at("2026-11-22T10:10:00Z"),
  sources: ["a", "b"],
  labels: ["cobalt strike", "t1071.001"],
  confidence: 85,
  others: "one",
};
const second: SecondMemberFacts = {
  observable: { type: "domain", value: "evil.top" },
  others: "few",
  sources: ["a"],
  labels: [],
  confidence: 70,
  isAnswered: true,
};

const steps: readonly CountStep[] = ["none", "one", "few", "many"];
const value = fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){3}$/);
const observable = fc.record({ type: fc.constantFrom(...observableTypes), value });
const names = fc.array(value, { maxLength: 14 });
const anyTime = fc.integer({ min: -1e18, max: 1e18 });
const attacks: fc.Arbitrary<AttackServerFacts> = fc.record({
  observable,
  machines: names,
  isLookUp: fc.boolean(),
  isInside: fc.boolean(),
  reached: names,
  count: fc.nat(),
  firstUs: anyTime,
  lastUs: anyTime,
  sources: names,
  labels: names,
  confidence: fc.nat(100),
  others: fc.constantFrom(...steps),
});
const seconds: fc.Arbitrary<SecondMemberFacts> = fc.record({
  observable,
  others: fc.constantFrom(...steps),
  sources: names,
  labels: names,
  confidence: fc.nat(100),
  isAnswered: fc.boolean(),
});

const ports: fc.Arbitrary<PeerWarnsFacts> = fc.record({
  observable,
  ports: fc.array(value, { minLength: 1, maxLength: 14 }),
  reachedOut: fc.boolean(),
  machines: names,
  count: fc.nat(),
  labels: names,
  confidence: fc.nat(100),
});
const owns: fc.Arbitrary<PeerOwnFacts> = fc.record({
  observable,
  port: value,
  registered: names,
  labels: names,
  confidence: fc.nat(100),
});

const advisories: fc.Arbitrary<AdvisoryFacts> = fc.record({
  id: value,
  title: value,
  publisher: value,
  url: fc.constantFrom("", "https://advisories.example/1"),
  items: fc.array(
    fc.record({
      name: value,
      product: value,
      firmware: value,
      range: value,
      confidence: fc.constantFrom(...matchConfidences),
      reason: fc.constantFrom(...matchReasons),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  flaws: names,
  score: fc.option(fc.nat(10)),
  exploited: names,
  isUsedForRansom: fc.boolean(),
  fixes: names,
  mitigations: names,
  isCrane: fc.boolean(),
});
const sisters: fc.Arbitrary<SisterCraneFacts> = fc.record({
  maker: value,
  model: value,
  cranes: fc.array(value, { minLength: 1, maxLength: 14 }),
  found: value,
  techniques: fc.subarray(["T0843", "T0858", "T0883", "T0846", "T9999"]),
});

const textsOf = (said: WarningWords): readonly string[] => [
  said.sentence,
  said.story,
  ...said.doNow,
  ...said.facts.map(({ label }) => label),
];
/** Buttons of the console are named as they stand there. */
const withoutButtons = (text: string): string => text.replace(/“[^”]*”/g, "");
const englishWords =
  /\b(the|of|and|your|computers?|network|center|press|block|search|listed|known|seen|it)\b/i;

function same(en: WarningWords, es: WarningWords): void {
  expect(es.facts.map(({ label }) => label)).toHaveLength(en.facts.length);
  expect(es.doNow).toHaveLength(en.doNow.length);
  for (const said of [en, es]) {
    for (const text of textsOf(said)) expect(text).not.toMatch(/^\s*$|undefined|null|NaN|\[object/);
    for (const text of [said.sentence, said.story, ...said.doNow]) expect(text).toMatch(/\.$/);
    expect(said.sentence).toMatch(/^[A-ZÁÉÍÓÚÑ0-9]/);
  }
  for (const text of textsOf(es)) expect(withoutButtons(text)).not.toMatch(englishWords);
}

describe("every sentence", () => {
  test("is there in each language, whatever was found", () => {
    fc.assert(
      fc.property(attacks, (facts) => same(english.attackServer(facts), spanish.attackServer(facts))),
    );
    fc.assert(
      fc.property(seconds, (facts) => same(english.secondMember(facts), spanish.secondMember(facts))),
    );
    fc.assert(fc.property(ports, (facts) => same(english.peerWarns(facts), spanish.peerWarns(facts))));
    fc.assert(fc.property(owns, (facts) => same(english.peerOwn(facts), spanish.peerOwn(facts))));
    fc.assert(fc.property(advisories, (facts) => same(english.advisory(facts), spanish.advisory(facts))));
    fc.assert(fc.property(sisters, (facts) => same(english.sisterCrane(facts), spanish.sisterCrane(facts))));
  });

  test("every rule words its drafts in every language", () => {
    const members = ["0", "1", "2"].map((id) => testMember({ id: `member-${id}`, name: `Nobody ${id}` }));
    const sighting: Sighting = {
      id: "sighting-1",
      memberId: "member-0",
      observable: attack.observable,
      windowStartUs: 0,
      direction: "outbound",
      count: 1,
      firstUs: attack.firstUs,
      lastUs: attack.lastUs,
      insideAddresses: ["10.4.2.17"],
      confidence: 85,
      sources: ["a", "b"],
      labels: [],
      tlps: ["TLP:CLEAR"],
      allowedBy: null,
      evidence: [],
      mark: null,
    };
    const [member] = members;
    if (member === undefined) throw new Error("no member");
    const sameValue = [sighting, { ...sighting, id: "sighting-2", memberId: "member-1" }];
    // What only another port warns of is no other rule's.
    const warned = { ...sighting, confidence: 40, sources: ["peer:Port B"], labels: [portWarning] };
    for (const rule of warningRules) {
      const met = rule.id === "peer-warns" ? warned : sighting;
      const drafts = rule.draft({ sighting: met, member, sameValue, members, removed: [] });
      expect(drafts.length).toBeGreaterThan(0);
      for (const draft of drafts)
        expect(Object.keys(draft.translations ?? {})).toEqual(languages.filter((each) => each !== "en"));
    }
  });
});

test("a warning reads in Spanish as a non-expert can act on it", () => {
  expect(spanish.attackServer(attack)).toEqual({
    sentence: "Un equipo de su empresa se está comunicando con un servidor de ataque conocido.",
    story:
      "10.4.2.17 contactó con 203.0.113.9 14 veces el 22 de noviembre de 2026 entre las 10:04 y las 10:10 UTC. " +
      "Dos fuentes señalan esa dirección como cobalt strike. Otro miembro de este puerto lo vio en un plazo de siete días.",
    facts: [
      { label: "Su equipo", value: "10.4.2.17" },
      { label: "Dirección señalada", value: "203.0.113.9" },
      { label: "Veces", value: "14" },
      { label: "Primera vez", value: "22 de noviembre de 2026, 10:04 UTC" },
      { label: "Última vez", value: "22 de noviembre de 2026, 10:10 UTC" },
      { label: "Fuentes", value: "a y b" },
      { label: "Conocido como", value: "cobalt strike y T1071.001 (técnica ATT&CK)" },
      { label: "Confianza", value: "85 de 100" },
    ],
    doNow: [
      "Si 10.4.2.17 maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
      "Si no, desconecte 10.4.2.17 de la red; no lo apague.",
      "Bloquee 203.0.113.9 en su cortafuegos.",
      "Pulse «Estamos en ello» (en la consola, “We are on it”) para que el centro lo sepa.",
      "Llame al centro si no encuentra el equipo.",
    ],
  });
  expect(spanish.secondMember(second).story).toBe(
    "Entre 2 y 4 miembros más de este puerto se encontraron con el nombre evil.top en un plazo de siete días. " +
      "Una fuente señala ese nombre como hostil. Al menos un equipo de allí se puso en contacto, " +
      "lo que puede significar que una intrusión tuvo éxito. No se ha visto en su propia telemetría.",
  );
  expect(spanish.attackServer({ ...attack, machines: ["a", "b", "interno"], isLookUp: true }).sentence).toBe(
    "Tres equipos de su empresa han consultado el nombre de un servidor de ataque conocido.",
  );
});

test("others are told in steps, in any language", () => {
  expect([0, 1, 2, 4, 5, 99].map(countStep)).toEqual(["none", "one", "few", "few", "many", "many"]);
});
