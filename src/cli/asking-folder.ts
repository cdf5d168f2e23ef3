/** Opens a center's folder for the time of a question, where no center runs on it; what is asked is answered here. */
import { callAction } from "../api/index.js";
import { Problem } from "../base/index.js";
import type { Asking, AskOptions } from "./asking.js";
import { localOperator, openCenter } from "./center/open-center.js";
import { readConfigured } from "./configured.js";

export async function askFolder(folder: string, options: AskOptions): Promise<Asking | Problem> {
  const configured = readConfigured(options.config);
  if (configured instanceof Problem) return configured;
  const center = await openCenter({ folder, logLevel: "warn", threads: 0, configured });
  if (center instanceof Problem) return center;
  const caller = await localOperator(center);
  return {
    running: false,
    ask: (actionId, input) => callAction(center, caller, actionId, input),
    close: () => center.close(),
  };
}
