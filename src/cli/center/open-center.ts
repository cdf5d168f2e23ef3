/**
 * Wires the rooms together: one data folder, its stores, the index of indicators, the spool and what follows from
 * it. `up` adds doors and the console to it; commands open it for one question. Nothing is decided here.
 */
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Caller, Center, LiveKind, SourceHealth } from "../../api/index.js";
import { environment, newToken, openLog, Problem, systemClock } from "../../base/index.js";
import { IndicatorIndex } from "../../detect/index.js";
import { loadAllowLists, loadIndicators } from "../../intel/index.js";
import { ensureCenterMember, ensureOperator, listMembers, MemberNetworks } from "../../members/index.js";
import { lockFolder, openDrainer, openEvents, openSpool, openState } from "../../store/index.js";
import { applyOutcome } from "../../warn/index.js";
import { sampleMark } from "../../work/index.js";
