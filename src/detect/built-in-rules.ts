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
