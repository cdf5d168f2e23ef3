/** Advisories on their way to a person: the gate decides, by their marking and by whether one shows a member. */
import type { Advisory, Person } from "../model/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";

export async function advisoriesFor(
  center: Center,
  person: Person,
  advisories: readonly Advisory[],
): Promise<readonly Advisory[]> {
  const { gate } = await loadCommunity(center.state.db);
  return advisories.filter(
    (content) =>
      gate.decide({
        object: { kind: "exchange", id: content.id, memberId: null, tlp: content.tlp, content },
        recipient: { kind: "person", person },
        channel: "console",
      }).released,
  );
}
