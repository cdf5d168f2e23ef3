// A process that measures: it prepares a stage, answers rounds, and ends when its parent says so or is gone.
import { resourceUsage } from "node:process";
import { CannotMeasure } from "./processes.mjs";
import { stages } from "./stages.mjs";

let prepared = null;

const kinds = {
  async prepare({ stage, options }) {
    prepared = await stages[stage](options);
    return prepared.facts ?? {};
  },
  round: ({ request }) => prepared.round(request),
  async close() {
    await prepared?.close?.();
    return { peakBytes: resourceUsage().maxRSS * 1024 };
  },
};

process.on("message", async (message) => {
  try {
    process.send({ kind: "done", value: (await kinds[message.kind](message)) ?? null });
  } catch (error) {
    const kind = error instanceof CannotMeasure ? "cannot" : "failed";
    const reason = error instanceof Error ? (kind === "cannot" ? error.message : error.stack) : String(error);
    process.send({ kind, reason });
  }
});
process.on("disconnect", () => process.exit(0));
