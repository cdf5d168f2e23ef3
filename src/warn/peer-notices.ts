/**
 * What other centers may hear of what members met: for each value a count, where at least two members independent of one
 * another met it within seven days, and a warning where it is more than a knock and listed by a source of this center's
 * own. What only another center listed is its own word: told back as a warning it would be an echo (rule 3). Only what
 * counts toward other members already counts here. The gate decides what of it leaves.
 */
import type { Kysely } from "kysely";
import { highConfidence, type Observable, type Sighting, type Tlp } from "../model/index.js";
import { isPeerSource, type NoticeObject } from "../share/index.js";
import type { Tables } from "../store/index.js";
import type { Community } from "./community.js";
import { hasIndependentPair, type Observer } from "./independence.js";
import { type ContextSighting, readContext, valueKey } from "./sighting-context.js";

export async function noticesOf(
  tx: Kysely<Tables>,
  { members, removed }: Pick<Community, "members" | "removed">,
  values: readonly Observable[],
  nowUs: number,
): Promise<readonly NoticeObject[]> {
  // Around now: what lies in the last seven days.
  const asked = values.map((observable) => ({ observable, lastUs: nowUs }) as Sighting);
  const context = await readContext(tx, asked, nowUs);
  const known = [...members, ...removed];
  return values.flatMap((observable) =>
    noticesFrom(observable, context.get(valueKey(observable)) ?? [], known),
  );
}

function noticesFrom(
  observable: Observable,
  context: readonly ContextSighting[],
  known: readonly Observer[],
): readonly NoticeObject[] {
  const seen = context.filter(({ told, mark, allowedBy }) => told && mark === null && allowedBy === null);
  const ids = new Set(seen.map(({ memberId }) => memberId));
  const observers = known.filter(({ id }) => ids.has(id));
  if (!hasIndependentPair(observers)) return [];
  const confidence = Math.max(...seen.map((each) => each.confidence));
  const reachedOut = seen.some(({ direction }) => direction === "outbound" || direction === "internal");
  const key = `${observable.type} ${observable.value}`;
  const said = {
    kind: "notice",
    from: "center",
    observable,
    confidence,
    labels: [...new Set(seen.flatMap(({ labels }) => labels))].sort(),
    validFromUs: null,
    validUntilUs: null,
    upstream: null,
    met: null,
    tlps: [...new Set(seen.flatMap(({ tlps }): readonly Tlp[] => tlps))].sort(),
    memberIds: observers.map(({ id }) => id).sort(),
  } as const;
  const isOwnWord = seen.some(({ sources }) => sources.some((source) => !isPeerSource(source)));
  const isWarning = isOwnWord && (reachedOut || confidence >= highConfidence);
  return [
    { ...said, id: `sighting ${key}`, about: "sighting", urgency: null },
    ...(isWarning
      ? [
          {
            ...said,
            id: `warning ${key}`,
            about: "warning" as const,
            urgency: reachedOut ? ("high" as const) : ("low" as const),
          },
        ]
      : []),
  ];
}
