/**
 * Turns proposals into warnings: one open warning per member and key, updated in place; the gate decides toward
 * its member, and a receipt is written when it first decides and whenever what leaves has changed. Where a form
 * would show another member, the warning on the member's own sightings goes out instead: being told that one's
 * own machine is in danger must not wait for anybody else's anonymity.
 */
import { isDeepStrictEqual } from "node:util";
import type { Kysely } from "kysely";
import { type Clock, type Log, newId } from "../base/index.js";
import { isUrgent, type WarningDraft } from "../model/index.js";
import {
  type Decision,
  type Forms,
  formHash,
  type Gate,
  type GateRequest,
  type Receipt,
  receiptOf,
  type WarningObject,
  writeReceipts,
} from "../share/index.js";
import type { Tables } from "../store/index.js";
import { mayWarnAgain } from "./again.js";
import { queueReleased } from "./deliveries/queueing.js";
import type { Proposal } from "./proposing.js";
import {
  readByKey,
  type StoredWarning,
  type WarningToWrite,
  warningKey,
  writeWarnings,
} from "./warning-rows.js";

export interface StoredWarnings {
  readonly newIds: readonly string[];
  readonly updatedIds: readonly string[];
  /** The drafts that told of sightings before their time. */
  readonly early: readonly WarningDraft[];
}

interface Decided {
  readonly draft: WarningDraft;
  readonly request: GateRequest<WarningObject>;
  readonly decision: Decision<Forms["warning"]>;
}

export async function storeWarnings(
  tx: Kysely<Tables>,
  clock: Clock,
  gate: Gate,
  proposals: readonly Proposal[],
  log?: Log,
): Promise<StoredWarnings> {
  const nowUs = clock.nowUs();
  const known = await readByKey(
    tx,
    proposals.map(({ draft }) => draft),
  );
  const writes: WarningToWrite[] = [];
  const receipts: Receipt[] = [];
  const newIds: string[] = [];
  const updatedIds: string[] = [];
  const early: WarningDraft[] = [];
  for (const proposal of proposals) {
    const stored = known.get(warningKey(proposal.draft.recipientMemberId, proposal.draft.key));
    // Who has been warned already acts already: what is new since then has its time.
    if (proposal.early && stored !== undefined && isUrgent(stored.draft.urgency)) continue;
    const open = stored?.state === "open" ? stored : null;
    if (stored !== undefined && open === null && !comesBack(stored, nowUs, proposal.lastHitUs)) continue;
    const id = open?.id ?? newId();
    const decided = decideFor(gate, proposal, id, open?.createdUs ?? nowUs, nowUs);
    const visible = saysNew(open, decided.decision);
    if (open !== null && !visible && sameDraft(open.draft, decided.draft)) continue;
    if (proposal.early) early.push(decided.draft);
    // A change that its reader can't see moves nothing: a new time alone would tell that another member joined.
    writes.push({ id, draft: decided.draft, updatedUs: visible || open === null ? nowUs : open.updatedUs });
    if (!visible) continue;
    (open === null ? newIds : updatedIds).push(id);
    receipts.push(receiptOf(decided.request, decided.decision, decided.draft.mark));
    if (decided.decision.rule === "origin-leak")
      log?.warn({ warning: id, reason: decided.decision.reason }, "the gate kept a warning from its member");
  }
  await writeWarnings(tx, nowUs, writes);
  await queueReleased(tx, clock, receipts);
  await writeReceipts(tx, clock, receipts);
  return { newIds, updatedIds, early };
}

function comesBack(stored: StoredWarning, nowUs: number, lastHitUs: number): boolean {
  return mayWarnAgain(
    { reason: stored.closeReason ?? "true and handled", atUs: stored.updatedUs },
    nowUs,
    lastHitUs,
  );
}

/** Compared as JSON, as the stored one has been through it. */
function sameDraft(stored: WarningDraft, draft: WarningDraft): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(draft)));
}

function saysNew(open: StoredWarning | null, decision: Decision<Forms["warning"]>): boolean {
  const before = open?.receipt ?? null;
  if (before === null || before.rule !== decision.rule) return true;
  return before.formHash !== (decision.released ? formHash(decision.form) : "");
}

function decideFor(
  gate: Gate,
  proposal: Proposal,
  id: string,
  createdUs: number,
  updatedUs: number,
): Decided {
  const decide = (draft: WarningDraft): Decided => {
    const object: WarningObject = {
      kind: "warning",
      id,
      draft,
      createdUs,
      updatedUs,
      state: "open",
      closeReason: null,
      reactions: [],
    };
    const request: GateRequest<WarningObject> = {
      object,
      recipient: { kind: "member", memberId: draft.recipientMemberId },
      channel: "console",
    };
    return { draft, request, decision: gate.decide(request) };
  };
  const decided = decide(proposal.draft);
  if (decided.decision.rule !== "origin-leak") return decided;
  if (!proposal.draft.originMemberIds.includes(proposal.draft.recipientMemberId)) return decided;
  const alone = proposal.alone();
  return alone === null ? decided : decide(alone);
}
