/** Detectors of behaviour as rules: they are listed, switched and excepted as Sigma's are. */
import { detectors } from "./behaviour/detectors/index.js";
import type { BuiltInRule } from "./sigma/rule-keeper.js";

export function builtInRules(): readonly BuiltInRule[] {
  return detectors.map(({ id, title, level, techniques, explains }) => ({
    id,
    title,
    kind: "behaviour",
    level,
    techniques,
    explains,
  }));
}
