/** What sources say of a value, for who asks why there is a sighting or a warning. */
import type { Kysely } from "kysely";
import type { IndicatorClaim, Observable, Person, Tlp } from "../model/index.js";
import type { Gate, Recipient } from "../share/index.js";
import type { Tables } from "../store/index.js";

/** What each source says of the value today, as far as its marking lets it go to the reader. */
export async function readClaims(
  db: Kysely<Tables>,
  gate: Gate,
  person: Person,
  observable: Observable,
): Promise<readonly IndicatorClaim[]> {
  const rows = await db
    .selectFrom("indicator as i")
    .innerJoin("indicator_claim as c", "c.indicator_id", "i.id")
    .innerJoin("intel_source as s", "s.id", "c.source_id")
    .select(["s.name", "c.confidence", "c.tlp", "c.valid_from_us", "c.valid_until_us", "c.labels"])
    .where("i.value", "=", observable.value)
    .where("i.type", "=", observable.type)
    .orderBy("s.name")
    .execute();
  const recipient: Recipient = { kind: "person", person };
  return rows.flatMap((row) => {
    const claim: IndicatorClaim = {
      source: row.name,
      confidence: row.confidence,
      validFromUs: row.valid_from_us,
      validUntilUs: row.valid_until_us,
      tlp: row.tlp as Tlp,
      labels: row.labels,
    };
    const object = { kind: "claim", id: observable.value, claim } as const;
    const decision = gate.decide({ object, recipient, channel: "console" });
    return decision.released ? [decision.form] : [];
  });
}
