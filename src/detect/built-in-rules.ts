/** Detectors of behaviour and of control networks as rules: they are listed, switched and excepted as Sigma's are. */
import { allDetectors } from "./behaviour/engine.js";
import type { BuiltInRule } from "./sigma/rule-keeper.js";

export function builtInRules(): readonly BuiltInRule[] {
  return allDetectors.map(({ id, title, kind, level, techniques, explains }) => ({
    id,
    title,
    kind: kind ?? "behaviour",
    level,
    techniques,
    explains,
  }));
}

const ofPort = new Set(allDetectors.filter(({ scope }) => scope === "port").map(({ id }) => id));

/** Whether a detector looks at the whole port: what it finds no member's own telemetry can show. */
export const isOfPort = (id: string): boolean => ofPort.has(id);
