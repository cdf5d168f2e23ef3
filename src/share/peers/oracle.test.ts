/**
 * The two oracles toward another center, over made-up communities: no value of any member, in any coding, is in a byte
 * that it gets; and which of two members met a thing changes none. What is looked for is what the proof of the gate and
 * the oracle over a running center look for; they share no code with the gate.
 */
import { describe, expect, test } from "vitest";
import { Draw } from "../../base/index.js";
import type { Observable, Tlp } from "../../model/index.js";
import { openGate } from "../gate/gate.js";
import { type NoticeObject, noticeKinds } from "../gate/request.js";
import { codings, needlesOf } from "../proof/codings.js";
import { makeWorld, type World } from "../proof/world.js";
import { peerCeilings } from "./agreement.js";
import { writeMessage } from "./batch.js";

const cases = 300;

const gateOf = ({ members, exposures, people, groups }: World, tlpCeiling: Tlp) =>
  openGate(
    members,
    [],
    { exposures, people },
    {
      groups,
      notSharing: [],
      peers: [{ id: "peer", name: "Far", tlpCeiling, kinds: [...noticeKinds] }],
    },
  );

/** A text with some member's value in some coding in it, now and then. */
function wording(draw: Draw, world: World, plain: string): string {
  if (!draw.once(2)) return plain;
  const secret = draw.pick(world.secrets);
  return `${plain} ${draw.pick(codings.filter(({ sorts }) => sorts.includes(secret.sort))).write(secret.value)}`;
}

function drawNotice(draw: Draw, world: World): Omit<NoticeObject, "memberIds"> {
  const secret = draw.pick(world.secrets);
  const observables: readonly Observable[] = [
    { type: "domain", value: "evil-crane.example" },
    { type: "ipv4", value: "192.0.2.9" },
    { type: "url", value: `http://evil.example/${encodeURIComponent(secret.value)}` },
    // A name has no colons and spaces (`normalizeDomain`).
    {
      type: "domain",
      value: `login.${secret.value.toLowerCase().replace(/[^\p{L}\p{N}.-]/gu, "-")}.evil.example`,
    },
    { type: "cidr", value: "5.1.0.0/24" },
    { type: "ipv4", value: "5.0.9.9" },
  ];
  const about = draw.pick(noticeKinds);
  return {
    kind: "notice",
    id: "notice",
    about,
    from: draw.pick(["center", "source", "peer"] as const),
    observable: draw.pick(observables),
    confidence: draw.below(101),
    labels: [wording(draw, world, "emotet"), wording(draw, world, "reported by")],
    validFromUs: 1,
    validUntilUs: null,
    upstream: wording(draw, world, "A list"),
    urgency: "high",
    met: "2 to 4 members",
    tlps: draw.once(4) ? ["TLP:AMBER"] : ["TLP:GREEN"],
  };
}

describe("toward another center", () => {
  test(`in ${cases} scenes nobody is told who it was, nor anything that is a member's`, () => {
    let released = 0;
    for (let seed = 1; seed <= cases; seed++) {
      const draw = new Draw(seed);
      const world = makeWorld(draw, 8);
      const gate = gateOf(world, draw.pick(peerCeilings));
      const notice = drawNotice(draw, world);
      const [p, q, ...rest] = world.members.map(({ id }) => id) as [string, string, ...string[]];
      const others = rest.slice(0, draw.below(rest.length + 1));
      const told = [p, q].map((origin) => {
        const decision = gate.decide({
          object: { ...notice, memberIds: [origin, ...others] },
          recipient: { kind: "peer", peerId: "peer" },
          channel: "peer",
        });
        if (!decision.released) return decision.rule;
        const head = { kind: notice.about, object: "00000000-0000-4000-8000-000000000001", hops: 0, atUs: 1 };
        const origins = { center: "1".repeat(64), token: "2".repeat(64) };
        return JSON.stringify(writeMessage({ ...head, origin: origins }, decision.form));
      });
      expect(told[0], `seed ${seed}: P and Q`).toBe(told[1]);
      const bytes = told[0] as string;
      if (!bytes.startsWith("{")) continue;
      released++;
      const lower = bytes.toLowerCase();
      for (const secret of world.secrets) {
        const needles = needlesOf(secret.value, secret.sort);
        for (const needle of needles.lower)
          expect(lower.includes(needle), `seed ${seed}: ${needle} in ${bytes}`).toBe(false);
        for (const needle of needles.exact)
          expect(bytes.includes(needle), `seed ${seed}: ${needle}`).toBe(false);
      }
      expect(bytes).not.toMatch(/shipping line|terminal operator|railroad/);
    }
    expect(released).toBeGreaterThan(cases / 10);
  }, 120_000);

  test("a count is told only where three more members might have been among those", () => {
    const world = makeWorld(new Draw(7), 8);
    const met = (count: number, of: number): string => {
      const decision = gateOf({ ...world, members: world.members.slice(0, of) }, "TLP:AMBER").decide({
        object: {
          kind: "notice",
          id: "n",
          about: "sighting",
          from: "center",
          observable: { type: "ipv4", value: "192.0.2.9" },
          confidence: 80,
          labels: [],
          validFromUs: null,
          validUntilUs: null,
          upstream: null,
          urgency: null,
          met: null,
          tlps: ["TLP:GREEN"],
          memberIds: world.members.slice(0, count).map(({ id }) => id),
        },
        recipient: { kind: "peer", peerId: "peer" },
        channel: "peer",
      });
      return decision.released ? (decision.form.met ?? "") : decision.rule;
    };
    expect([met(1, 8), met(2, 4), met(2, 5), met(4, 5), met(5, 5), met(5, 7), met(5, 8)]).toEqual([
      "small-crowd",
      "small-crowd",
      "2 to 4 members",
      "2 to 4 members",
      "2 to 4 members",
      "2 to 4 members",
      "5 or more members",
    ]);
  });
});
