/**
 * Another center that this one has agreed with and tells, carried by hand: it hears every message that waits for it, as it
 * is signed. Its agreement lets all kinds flow, up to the highest marking there may be.
 */
import { takeBatch } from "../../src/share/index.js";
import { introduce, TestPort, testIdentity } from "../../src/share/peers/testing.js";
import { openTestState } from "../../src/store/state/testing.js";
import type { RunningCenter } from "./center.js";
import type { Heard } from "./walk.js";

export const farCenter = "far center";

export interface FarCenter {
  /** All that waits for it by now and that it has not heard. */
  hear(stage: string): Promise<Heard>;
  close(): Promise<void>;
}

export async function meetFarCenter({ center, clock }: RunningCenter): Promise<FarCenter> {
  const own = new TestPort("Port of Here", center.state, clock, center.peerIdentity);
  const far = new TestPort("Port of Far", await openTestState(), clock, await testIdentity());
  await introduce(own, far, { tlpCeiling: "TLP:AMBER" }, null);
  const caller = { name: farCenter, member: farCenter, headers: {}, address: "" };
  let since = 0;
  return {
    async hear(stage) {
      await center.fillPeers();
      const texts: string[] = [];
      for (;;) {
        // Without the end of the audit chain, which the machine's own minutes move.
        const parts = { ...own.parts(), nowUs: clock.nowUs() };
        const batch = await takeBatch(parts, await own.peer(far), null, since);
        if (batch.messages === 0) break;
        since = batch.upTo;
        texts.push(batch.line.slice(batch.line.indexOf(" ") + 1));
      }
      const text = texts.join("\n");
      const asked = { method: "GET", path: "what waits" };
      return {
        caller,
        label: `${stage}: ${farCenter}`,
        action: "peer batch",
        asked,
        answered: { status: 200, text, body: text },
      };
    },
    close: () => far.state.close(),
  };
}

/** How many messages it heard at once. */
export const messagesIn = ({ answered }: Heard): number =>
  answered.body
    .split("\n")
    .filter((line) => line !== "")
    .reduce((sum, line) => sum + (JSON.parse(line) as { messages: readonly unknown[] }).messages.length, 0);
