/**
 * Detection content that edges get beside indicators, each under a name and by the hash of its bytes. Today these are the
 * bounds that detection goes by; rules and baselines go the same way.
 */
import { highConfidence, sightingWindowUs } from "../../model/index.js";
import type { EdgeBlob } from "../../share/index.js";

export function edgeBlobs(): readonly EdgeBlob[] {
  const detection = { highConfidence, sightingWindowUs };
  return [{ name: "settings/detection.json", content: Buffer.from(`${JSON.stringify(detection)}\n`) }];
}
