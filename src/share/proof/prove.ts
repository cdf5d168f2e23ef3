/**
 * The proof of the gate, by two judges that know nothing of how it works (docs/the-gate.md):
 *
 * - *no origin value*: nothing that belongs to the member an object is built on occurs, in any coding, in the bytes
 *   that anyone else gets;
 * - *no distinguishing*: had the other of two members of a sector been the origin, every byte that a third gets would
 *   be the same.
 *
 * A case is one object toward one recipient by one channel. A leak is reported with the seed of its scene.
 */

import { Draw } from "../../base/index.js";
import { roles } from "../../model/index.js";
import { type Gate, openGate } from "../gate/gate.js";
import { channels, type GateObject, type Recipient } from "../gate/request.js";
import { needlesOf } from "./codings.js";
import { drawPlot, objectsOf } from "./objects.js";
import { makeWorld, type ProofMember, type World } from "./world.js";

export interface Leak {
  readonly seed: number;
  readonly judge: "origin value" | "distinguishing";
  readonly what: string;
}

export interface Proof {
  readonly cases: number;
  /** Released to somebody who is neither the origin nor an operator who may know it. */
  readonly releasedToOthers: number;
  /** Refused, or cut, as the form would have shown a member. */
  readonly stopped: number;
  readonly seed: number;
  readonly leaks: readonly Leak[];
}

interface Tally {
  cases: number;
  releasedToOthers: number;
  stopped: number;
  readonly leaks: Leak[];
}

const leaksMax = 20;

/** Draws scenes until there were so many cases. */
export function prove(seed: number, cases: number, told: (cases: number) => void = () => {}): Proof {
  const tally: Tally = { cases: 0, releasedToOthers: 0, stopped: 0, leaks: [] };
  for (let scene = 0; tally.cases < cases && tally.leaks.length < leaksMax; scene++) {
    proveScene((seed + scene) >>> 0, tally);
    if (scene % 50 === 49) told(tally.cases);
  }
  return { ...tally, seed };
}

function proveScene(seed: number, tally: Tally): void {
  const draw = new Draw(seed);
  const world = makeWorld(draw, 3 + draw.below(5));
  const gate = openGate(
    world.members,
    [],
    { exposures: world.exposures, people: world.people },
    { groups: world.groups, notSharing: draw.once(4) ? [draw.pick(world.members).id] : [] },
  );
  const [origin, other] = world.members as [ProofMember, ProofMember];
  const whose = draw.some(world.members).map(({ id }) => id);
  const plot = drawPlot(
    draw,
    world,
    world.secrets.filter(({ memberId }) => whose.includes(memberId)),
  );
  // Half of the reports are as they are kept, settled when they came in.
  const isSettled = draw.once(2);
  const made = (member: ProofMember): readonly GateObject[] =>
    objectsOf(plot, member, world).map((object) =>
      object.kind === "report" && isSettled
        ? { ...object, report: { ...object.report, others: gate.settle(object.report) } }
        : object,
    );
  const asOther = made(other);
  for (const [index, object] of made(origin).entries())
    for (const recipient of recipientsOf(world))
      for (const channel of channels) {
        tally.cases++;
        const leak = judge(
          { gate, world, origin, other, object, recipient, channel },
          asOther[index] as GateObject,
          tally,
        );
        if (leak !== null) tally.leaks.push({ seed, ...leak });
      }
}

interface Case {
  readonly gate: Gate;
  readonly world: World;
  readonly origin: ProofMember;
  readonly other: ProofMember;
  readonly object: GateObject;
  readonly recipient: Recipient;
  readonly channel: (typeof channels)[number];
}

function judge(of: Case, asOther: GateObject, tally: Tally): Omit<Leak, "seed"> | null {
  const { gate, origin, other, object, recipient, channel } = of;
  const decision = gate.decide({ object, recipient, channel });
  if (decision.rule === "origin-leak") tally.stopped++;
  const reader = readerOf(recipient);
  if (reader === origin.id || isOperatorWhoMayKnow(object, recipient)) return null;
  const place = `${object.kind} toward ${JSON.stringify(recipient)} by ${channel}`;
  if (decision.released) {
    tally.releasedToOthers++;
    const { form } = decision;
    if ("isCut" in form && form.isCut) tally.stopped++;
    const bytes = JSON.stringify(mayBeNamed(object, origin) ? { ...form, from: null } : form);
    const shown = valueIn(bytes, of.world, origin.id);
    if (shown !== null)
      return { judge: "origin value", what: `${shown} in a ${place}: ${bytes.slice(0, 2000)}` };
  }
  if (reader === other.id) return null;
  const swapped = gate.decide({ object: asOther, recipient, channel });
  if (mayBeNamed(object, origin) || mayBeNamed(asOther, other)) return null;
  const [one, two] = [decision, swapped].map((each) => JSON.stringify(each.released ? each.form : each.rule));
  return one === two ? null : { judge: "distinguishing", what: `a ${place}: ${one}\n${two}` };
}

/** The member agreed that others know its name, once for all and in this report. */
const mayBeNamed = (object: GateObject, origin: ProofMember): boolean =>
  object.kind === "report" &&
  ["groups", "members"].includes(object.report.attribution) &&
  origin.consents.length > 0;

/** Operators see origins, but of a report whose sender wants to be unknown even to them. */
const isOperatorWhoMayKnow = (object: GateObject, recipient: Recipient): boolean =>
  recipient.kind === "person" &&
  recipient.person.role === "operator" &&
  recipient.person.memberId === null &&
  !((object.kind === "report" || object.kind === "evidence") && object.report.attribution === "nobody");

const readerOf = (recipient: Recipient): string | null =>
  recipient.kind === "member"
    ? recipient.memberId
    : recipient.kind === "person"
      ? recipient.person.memberId
      : null;

const needles = new WeakMap<
  World,
  readonly { memberId: string; value: string; lower: readonly string[]; exact: readonly string[] }[]
>();

/** A value of the member that occurs in some bytes, in any coding; null where none does. */
function valueIn(bytes: string, world: World, memberId: string): string | null {
  let all = needles.get(world);
  if (all === undefined) {
    all = world.secrets.map((secret) => ({ ...secret, ...needlesOf(secret.value, secret.sort) }));
    needles.set(world, all);
  }
  const lower = bytes.toLowerCase();
  for (const each of all) {
    if (each.memberId !== memberId) continue;
    const found =
      each.lower.find((text) => lower.includes(text)) ?? each.exact.find((text) => bytes.includes(text));
    if (found !== undefined) return `${each.value} (as ${found})`;
  }
  const ids = ["report", "sighting", "detection", "evidence"].map((kind) => `${kind}-of-${memberId}`);
  return ids.find((id) => bytes.includes(id)) ?? null;
}

/** Everybody: each member, its people of every role, the center's own, people of nowhere, and whoever finds a file. */
function recipientsOf(world: World): readonly Recipient[] {
  const readers = [...world.members.map(({ id }) => id), null, "nobody"];
  return [
    { kind: "file", name: "out.json" },
    ...readers.flatMap((memberId): Recipient[] => [
      ...(memberId === null ? [] : [{ kind: "member", memberId } as const]),
      ...roles.map(
        (role, index) =>
          ({
            kind: "person",
            person: { id: index === 0 ? "person-named" : `person-${index}`, name: "P", role, memberId },
          }) as const,
      ),
    ]),
  ];
}
