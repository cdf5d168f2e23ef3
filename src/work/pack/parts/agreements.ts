/**
 * Agreements as texts and versions, without who signed. A version that was signed and whose text is kept elsewhere
 * goes by its name, where at least three members signed it: of fewer, the name may stand for one of them.
 */
import { sql } from "kysely";
import { z } from "zod";
import { Problem } from "../../../base/index.js";
import {
  agreementNameMax,
  agreementTextMax,
  agreementTextsMax,
  agreementVersionMax,
  listAgreementTexts,
  writeAgreementText,
} from "../../../members/index.js";
import { held, lineShape, linesShape, type PackPart } from "../part.js";

const signersMin = 3;

const entry = z.strictObject({
  name: lineShape(agreementNameMax).min(1),
  version: lineShape(agreementVersionMax).min(1),
  text: linesShape(agreementTextMax),
});
type Entry = z.infer<typeof entry>;

export const agreements = {
  id: "agreements",
  title: "Agreement texts",
  explains: "Agreements by name, version and text; not who signed.",
  onlyWhenAsked: false,
  entry,
  entriesMax: agreementTextsMax,
  apart: [],
  keyOf: ({ name, version }) => `${name}, ${version}`,
  async read({ db }) {
    const texts = await listAgreementTexts(db);
    const { rows } = await sql<{ name: string; version: string; signers: number }>`
      select name, version, count(distinct member_id) as signers from agreement
      where (name, version) not in (select name, version from agreement_text)
      group by name, version order by name, version`.execute(db);
    return [
      ...texts.map((text) => held({ ...text })),
      ...rows.map(({ name, version, signers }) =>
        held(
          { name, version, text: "" },
          signers < signersMin
            ? { stays: `Fewer than ${signersMin} members signed it, so it may tell of one.` }
            : {},
        ),
      ),
    ];
  },
  async write({ db, clock, actor }, entries) {
    for (const text of entries) {
      const written = await writeAgreementText(db, clock, text, actor);
      if (written instanceof Problem) return written;
    }
    return null;
  },
} satisfies PackPart<Entry>;
