/**
 * Attempts, counted as `docs/attempts.md` says: a member's own, and for the center's people any member's or the whole
 * port's. What the whole port met would tell a member what happened at the others, so it is for the center alone.
 */
import { z } from "zod";
import { attemptKinds, targetednesses } from "../../detect/index.js";
import { roles } from "../../model/index.js";
import {
  type AttemptSums,
  attemptSteps,
  loadCommunity,
  readAttempts,
  readAttemptsOfMembers,
} from "../../warn/index.js";
import { defineAction } from "../action.js";
import { apiProblem } from "../problems.js";
import { idShape, listOf, timeShape } from "../shapes.js";

const dayUs = 86_400e6;
const daysDefault = 30;
/** Points of the series, the longest time for each step: a month of hours, three years of days, fifty of months. */
const spansMax = { hour: 32 * dayUs, day: 1100 * dayUs, month: 18_300 * dayUs } as const;

const partShape = z.object({ name: z.string(), attempts: z.number() });

/**
 * For a member's people: what knocks everywhere, and the rest. That one other member met the same is for warnings to say, in
 * their time and without who.
 */
function forMembers(parts: AttemptSums["targetedness"]): AttemptSums["targetedness"] {
  const sumOf = (everybody: boolean) =>
    parts.reduce((sum, { name, attempts }) => sum + ((name === "everybody") === everybody ? attempts : 0), 0);
  return [
    { name: "everybody" as const, attempts: sumOf(true) },
    { name: "unknown" as const, attempts: sumOf(false) },
  ].filter(({ attempts }) => attempts > 0);
}

export const attemptRead = defineAction({
  id: "attempt-read",
  method: "GET",
  path: "/attempts",
  summary: "How often somebody tried to get in, by kind, by who stopped it, and by whom it was after",
  roles,
  scope: "read",
  input: z.object({
    memberId: idShape.optional(),
    fromUs: z.coerce.number().pipe(timeShape).optional(),
    toUs: z.coerce.number().pipe(timeShape).optional(),
    step: z.enum(attemptSteps).default("day"),
  }),
  output: z.object({
    fromUs: timeShape,
    toUs: timeShape,
    memberId: idShape.nullable(),
    attempts: z.number(),
    /** Records that told of them. */
    records: z.number(),
    kinds: listOf(z.object({ name: z.enum(attemptKinds), attempts: z.number() })),
    techniques: listOf(partShape),
    blockedBy: listOf(partShape),
    targetedness: listOf(z.object({ name: z.enum(targetednesses), attempts: z.number() })),
    series: listOf(z.object({ startUs: timeShape, attempts: z.number() })),
    /** What each member met; only where the center's people ask for the whole port. */
    members: listOf(z.object({ memberId: idShape, memberName: z.string(), attempts: z.number() })),
  }),
  async handle(center, { person }, { memberId: asked, step, ...span }) {
    if (person.memberId !== null && asked !== undefined && asked !== person.memberId)
      return apiProblem("not-found", "No member of yours has this id.");
    const memberId = person.memberId ?? asked;
    const toUs = span.toUs ?? center.clock.nowUs();
    const fromUs = span.fromUs ?? Math.max(Number.MIN_SAFE_INTEGER, toUs - daysDefault * dayUs);
    if (fromUs > toUs || toUs - fromUs > spansMax[step])
      return apiProblem(
        "input-invalid",
        `fromUs, toUs: that span can't be told by the ${step}; take a shorter one or a larger step.`,
      );
    const { db } = center.state;
    const query = { memberId, fromUs, toUs, step };
    const read = await readAttempts(db, query);
    const sums = person.memberId === null ? read : { ...read, targetedness: forMembers(read.targetedness) };
    const members = memberId === undefined ? await readAttemptsOfMembers(db, query) : [];
    const { gate } = await loadCommunity(db);
    const rows = [{ ...sums, members }];
    const decision = gate.decide({
      object: { kind: "record", id: memberId ?? "", record: "count", memberId: memberId ?? null, rows },
      recipient: { kind: "person", person },
      channel: "console",
    });
    if (!decision.released) return apiProblem("not-found", "No member of yours has this id.");
    return { fromUs, toUs, memberId: memberId ?? null, ...sums, members };
  },
});
