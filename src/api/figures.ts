/**
 * Figures of the whole center as it runs: counts of records, hits, sightings and warnings, how many warnings are open,
 * what is still missing, the sample port. They are of all members together, so the gate decides who is told them, as on
 * everything that leaves: in *Now*, on the live stream and in the metrics alike.
 */
import type { Person } from "../model/index.js";
import type { Channel, Gate } from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";

export function mayHaveFigures(gate: Gate, person: Person, channel: Channel, figures: object): boolean {
  const object = { kind: "record", id: "", record: "live figure", memberId: null, rows: [figures] } as const;
  return gate.decide({ object, recipient: { kind: "person", person }, channel }).released;
}

/** The figures, or null for whom the gate tells none. */
export async function figuresFor<Figures extends object>(
  center: Center,
  person: Person,
  channel: Channel,
  figures: Figures,
): Promise<Figures | null> {
  const { gate } = await loadCommunity(center.state.db);
  return mayHaveFigures(gate, person, channel, figures) ? figures : null;
}
