/** The law that sharing stands on, with the days it holds. */
import { z } from "zod";
import { isoTime, Problem } from "../../../base/index.js";
import { legalBasesMax, listLegalBases, writeLegalBases } from "../../../members/index.js";
import { held, lineShape, type PackPart } from "../part.js";

const instant = z.number().int().min(-1e16).max(1e16);

const entry = z.strictObject({
  name: lineShape(200).min(1),
  fromUs: instant,
  untilUs: instant.nullable(),
  note: lineShape(1000),
});
type Entry = z.infer<typeof entry>;

const keyOf = ({ name, fromUs }: Entry): string => `${name}, from ${isoTime(fromUs)}`;

export const legalBases = {
  id: "legal-bases",
  title: "Legal bases",
  explains: "The law that sharing stands on, with its days.",
  onlyWhenAsked: false,
  entry,
  entriesMax: legalBasesMax,
  apart: [],
  keyOf,
  async read({ db }) {
    return (await listLegalBases(db)).map(({ id: _, ...basis }) => held(basis));
  },
  async write({ db, clock, actor }, entries) {
    const keys = new Set(entries.map(keyOf));
    const others = (await listLegalBases(db)).filter((basis) => !keys.has(keyOf(basis)));
    const written = await writeLegalBases(db, clock, [...others, ...entries], { actor });
    return written instanceof Problem ? written : null;
  },
} satisfies PackPart<Entry>;
