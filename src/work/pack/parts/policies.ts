/**
 * What the center set for everybody: whether copies of reports are marked, and sharing in order to receive. A policy
 * that nobody ever set is not in a pack; the secret of the marks never is.
 */
import type { Kysely } from "kysely";
import { z } from "zod";
import { Problem } from "../../../base/index.js";
import { contributionKinds, readPolicy, writePolicy } from "../../../members/index.js";
import { loadWatermark, setWatermark } from "../../../share/index.js";
import type { Tables } from "../../../store/index.js";
import { held, inOrder, type PackPart } from "../part.js";

const days = z.number().int().min(1).max(1000);

const entry = z.discriminatedUnion("policy", [
  z.strictObject({ policy: z.literal("watermark"), isOn: z.boolean() }),
  z.strictObject({
    policy: z.literal("reciprocity"),
    on: z.boolean(),
    counted: z
      .array(z.enum(contributionKinds))
      .max(contributionKinds.length)
      .refine(...inOrder),
    kindsNeeded: z.number().int().min(1).max(contributionKinds.length),
    windowDays: days,
    graceDays: days,
    remindDays: z
      .array(days)
      .max(10)
      .refine(...inOrder),
  }),
]);
type Entry = z.infer<typeof entry>;

/** True where somebody set it here: what stands there from the beginning is nobody's choice. */
async function wasSet(db: Kysely<Tables>, kind: string): Promise<boolean> {
  const found = await db.selectFrom("audit_entry").select("kind").where("kind", "=", kind).limit(1).execute();
  return found.length > 0;
}

export const policies = {
  id: "policies",
  title: "Policies",
  explains: "Marks in members' copies of reports, and sharing in order to receive.",
  onlyWhenAsked: false,
  entry,
  entriesMax: 20,
  apart: [],
  keyOf: ({ policy }) => policy,
  async read({ db }) {
    const entries: Entry[] = [];
    if (await wasSet(db, "watermark-update"))
      entries.push({ policy: "watermark", isOn: (await loadWatermark(db)).isOn });
    if (await wasSet(db, "reciprocity-set")) {
      const { on, counted, kindsNeeded, windowDays, graceDays, remindDays } = await readPolicy(db);
      const listed = { counted: [...counted].sort(), remindDays: remindDays.toSorted((a, b) => a - b) };
      entries.push({ policy: "reciprocity", on, kindsNeeded, windowDays, graceDays, ...listed });
    }
    return entries.map((each) => held(each));
  },
  async write({ db, clock, actor }, entries) {
    for (const { policy, ...set } of entries) {
      if ("isOn" in set) await setWatermark(db, clock, set.isOn, actor);
      else {
        const written = await writePolicy(db, clock, set, actor);
        if (written instanceof Problem) return written;
      }
    }
    return null;
  },
} satisfies PackPart<Entry>;
