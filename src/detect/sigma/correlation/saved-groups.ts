/**
 * The state of correlations as plain values, for `v8.serialize`, and back. What can't be used is left out and begins anew: a
 * correlation that is gone or another by now, or a state of another version.
 */
import type { Evidence, Observable } from "../../../model/index.js";
import type { Entry } from "./entries.js";
import type { CorrelationPlan } from "./plan.js";
import { WindowGroup } from "./window-group.js";

const version = 1;

interface SavedGroup {
  readonly key: string;
  readonly plan: string;
  readonly fingerprint: string;
  readonly values: readonly string[];
  readonly logs: readonly string[];
  readonly entries: readonly Entry[];
  readonly mergeAt: number;
  readonly toldUs: readonly number[];
  readonly newestUs: number;
  readonly judgedUs: number;
  readonly receivedUs: number;
  readonly subject: Observable | null;
  readonly evidence: readonly Evidence[];
}

interface SavedMember {
  readonly memberId: string;
  readonly receivedUs: number;
  readonly dueUs: number;
  readonly lookedUs: number;
  readonly logs: readonly (readonly [string, number])[];
  readonly groups: readonly SavedGroup[];
}

interface Saved {
  readonly version: number;
  readonly counted: Readonly<Record<string, number>>;
  readonly members: readonly SavedMember[];
}

interface HeldMember {
  readonly groups: ReadonlyMap<string, WindowGroup>;
  readonly logs: ReadonlyMap<string, number>;
  readonly receivedUs: number;
  readonly dueUs: number;
  readonly lookedUs: number;
}

export function toSaved(
  members: ReadonlyMap<string, HeldMember>,
  counted: Readonly<Record<string, number>>,
): Saved {
  return {
    version,
    counted: { ...counted },
    members: [...members].map(([memberId, { groups, logs, receivedUs, dueUs, lookedUs }]) => ({
      memberId,
      receivedUs,
      dueUs,
      lookedUs,
      logs: [...logs],
      groups: [...groups].map(([key, group]) => ({
        key,
        plan: group.plan.key,
        fingerprint: group.plan.fingerprint,
        values: group.values,
        logs: [...group.logs],
        entries: group.entries.map((entry) => ({ ...entry })),
        mergeAt: group.mergeAt,
        toldUs: [...group.toldUs],
        newestUs: group.newestUs,
        judgedUs: group.judgedUs,
        receivedUs: group.receivedUs,
        subject: group.subject,
        evidence: [...group.evidence],
      })),
    })),
  };
}

export interface RestoredMember {
  readonly memberId: string;
  readonly receivedUs: number;
  readonly dueUs: number;
  readonly lookedUs: number;
  readonly logs: readonly (readonly [string, number])[];
  readonly groups: readonly (readonly [string, WindowGroup])[];
}

/** The checkpoint that holds it has a checksum: what comes here is what was saved, or of another version. */
export function fromSaved(
  saved: unknown,
  plans: ReadonlyMap<string, CorrelationPlan>,
): { readonly counted: Readonly<Record<string, number>>; readonly members: readonly RestoredMember[] } {
  const read = saved as Saved | null | undefined;
  if (read === null || read === undefined || read.version !== version) return { counted: {}, members: [] };
  const members = read.members.map(({ groups, ...member }) => ({
    ...member,
    groups: groups.flatMap((group) => {
      const plan = plans.get(group.plan);
      if (plan === undefined || plan.fingerprint !== group.fingerprint) return [];
      return [[group.key, restored(plan, member.memberId, group)] as const];
    }),
  }));
  return { counted: read.counted, members };
}

function restored(plan: CorrelationPlan, memberId: string, saved: SavedGroup): WindowGroup {
  const group = new WindowGroup(plan, memberId, saved.values);
  for (const log of saved.logs) group.logs.add(log);
  group.entries = saved.entries.map((entry) => ({ ...entry }));
  group.mergeAt = saved.mergeAt;
  group.toldUs = [...saved.toldUs];
  group.newestUs = saved.newestUs;
  group.judgedUs = saved.judgedUs;
  group.receivedUs = saved.receivedUs;
  group.subject = saved.subject;
  group.evidence = [...saved.evidence];
  group.restore();
  return group;
}
