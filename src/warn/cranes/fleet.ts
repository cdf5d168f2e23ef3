/**
 * Sister cranes: cranes of one maker and model are one fleet, whoever has them and however each wrote the names. Which crane
 * a detection is about follows from the addresses of its evidence, by the member's own list.
 */
import type { Kysely } from "kysely";
import { vendorsOf, wordsOf } from "../../intel/index.js";
import { listSites } from "../../members/index.js";
import type { Crane, GatheredDetection, SiteLists } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

/** Null where maker or model is not known: then nothing is a sister of it. */
export function fleetKey({ maker, model }: Pick<Crane, "maker" | "model">): string | null {
  const [vendor] = vendorsOf(maker);
  const words = wordsOf(model).join("");
  return vendor === undefined || words === "" ? null : `${vendor} ${words}`;
}

export interface OfFleet {
  readonly crane: Crane | null;
  readonly sisters: ReadonlyMap<string, readonly Crane[]>;
}

interface Fleet {
  of(detection: GatheredDetection): OfFleet;
}

const ofNone: OfFleet = { crane: null, sisters: new Map() };

/** Detections that others with such a crane are told of. */
const isToldToSisters = ({ rule }: Pick<GatheredDetection, "rule">): boolean =>
  rule.kind === "ot" && (rule.level === "high" || rule.level === "critical");

/** Lists are read only where there is something that sisters are told of. */
export async function fleetFor(tx: Kysely<Tables>, changed: readonly GatheredDetection[]): Promise<Fleet> {
  return changed.some(isToldToSisters) ? fleetOf(await listSites(tx)) : { of: () => ofNone };
}

function fleetOf(sites: readonly Pick<SiteLists, "memberId" | "assets" | "cranes">[]): Fleet {
  const fleets = new Map<string, Map<string, Crane[]>>();
  const byAddress = new Map<string, Crane>();
  for (const { memberId, assets, cranes } of sites) {
    const byId = new Map(cranes.map((crane) => [crane.id, crane]));
    for (const crane of cranes) {
      const key = fleetKey(crane);
      if (key === null) continue;
      const fleet = fleets.get(key) ?? new Map<string, Crane[]>();
      fleets.set(key, fleet.set(memberId, [...(fleet.get(memberId) ?? []), crane]));
    }
    for (const { addresses, mac, craneId } of assets) {
      const crane = byId.get(craneId ?? "");
      if (crane !== undefined)
        for (const address of [...addresses, mac]) byAddress.set(`${memberId} ${address}`, crane);
    }
  }
  return {
    of(detection) {
      if (!isToldToSisters(detection)) return ofNone;
      const crane = addressesOf(detection)
        .map((address) => byAddress.get(`${detection.memberId} ${address}`))
        .find((found) => found !== undefined);
      if (crane === undefined) return ofNone;
      const fleet = fleets.get(fleetKey(crane) ?? "") ?? new Map<string, Crane[]>();
      return { crane, sisters: new Map([...fleet].filter(([memberId]) => memberId !== detection.memberId)) };
    },
  };
}

/** What was done to a machine is about the one it was done to, so receivers come first. */
const addressesOf = ({ subject, evidence }: GatheredDetection): readonly string[] =>
  [
    ...evidence.map(({ destinationAddress }) => destinationAddress),
    ...evidence.map(({ sourceAddress }) => sourceAddress),
    ...(subject === null ? [] : [subject.value]),
  ].filter((address) => address !== "");
