/** Every rule that makes warnings of detections. */

import { detected } from "./detected.js";
import type { DetectionRuleOfWarnings } from "./detection-rule.js";
import { nextInLine } from "./next-in-line.js";

export const detectionRules: readonly DetectionRuleOfWarnings[] = [detected, nextInLine];
