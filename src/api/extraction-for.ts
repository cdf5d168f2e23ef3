/** How a person's own texts and mails are searched: without what the center allows, and what is the member's own. */
import type { ExtractionOptions } from "../intel/index.js";
import { ownValuesOf } from "../members/index.js";
import type { Person } from "../model/index.js";
import type { Center } from "./center.js";

export async function extractionFor(center: Center, person: Person): Promise<ExtractionOptions> {
  const { memberId } = person;
  return {
    allowedBy: (observable) => center.allowedBy(observable),
    isOwn: memberId === null ? undefined : await ownValuesOf(center.state.db, memberId),
  };
}
