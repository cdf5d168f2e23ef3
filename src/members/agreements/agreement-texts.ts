/**
 * Agreements before anybody signs them: a name, a version, and the text, which companies are asked to sign. A text
 * that was signed may be replaced by a new version; the version that somebody signed stands on with the agreement.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

export interface AgreementText {
  readonly name: string;
  readonly version: string;
  /** Empty where the text is kept elsewhere. */
  readonly text: string;
}

/** A port has a handful of agreements, in a few versions each. */
export const agreementTextsMax = 200;
/** Twenty pages. The gate looks through texts of up to 60,000 characters. */
export const agreementTextMax = 50_000;
export const agreementNameMax = 120;
export const agreementVersionMax = 40;

const oneLine = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

function check(input: AgreementText): AgreementText | Problem {
  const refuse = (why: string) => membersProblem("agreement-text-invalid", why);
  const [name, version] = [oneLine(input.name), oneLine(input.version)];
  if (name === "" || name.length > agreementNameMax || hasUnseen(name))
    return refuse(`The name has 1 to ${agreementNameMax} visible characters.`);
  if (version === "" || version.length > agreementVersionMax || hasUnseen(version))
    return refuse(`The version has 1 to ${agreementVersionMax} visible characters.`);
  const text = input.text.normalize("NFC").replace(/\r\n?/g, "\n");
  if (text.length > agreementTextMax || hasUnseen(text.replace(/[\n\t]/g, "")))
    return refuse(`The text has at most ${agreementTextMax} visible characters, in lines.`);
  return { name, version, text };
}

/** By name, then version. */
export async function listAgreementTexts(db: Kysely<Tables>): Promise<readonly AgreementText[]> {
  const rows = await db.selectFrom("agreement_text").selectAll().orderBy("name").orderBy("version").execute();
  return rows.map(({ name, version, text }) => ({ name, version, text }));
}

/** Keeps a text, in place of one with the same name and version. */
export async function writeAgreementText(
  db: Kysely<Tables>,
  clock: Clock,
  input: AgreementText,
  actor: string = centerActor,
): Promise<AgreementText | Problem> {
  const checked = check(input);
  if (checked instanceof Problem) return checked;
  const { name, version, text } = checked;
  return inTransaction(db, async (tx) => {
    const others = (await listAgreementTexts(tx)).filter(
      (each) => each.name !== name || each.version !== version,
    );
    if (others.length >= agreementTextsMax)
      return membersProblem("agreement-text-invalid", `There can be at most ${agreementTextsMax} texts.`);
    const written = { text, written_us: clock.nowUs() };
    await tx
      .insertInto("agreement_text")
      .values({ name, version, ...written })
      .onConflict((conflict) => conflict.columns(["name", "version"]).doUpdateSet(written))
      .execute();
    const detail = { characters: text.length };
    await appendAudit(tx, clock, [{ kind: "agreement-text-set", actor, subject: "agreement texts", detail }]);
    return checked;
  });
}

export async function removeAgreementText(
  db: Kysely<Tables>,
  clock: Clock,
  { name, version }: Pick<AgreementText, "name" | "version">,
  actor: string = centerActor,
): Promise<AgreementText | Problem> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .deleteFrom("agreement_text")
      .where("name", "=", name)
      .where("version", "=", version)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined)
      return membersProblem("agreement-text-unknown", "No text has this name and version.");
    await appendAudit(tx, clock, [
      { kind: "agreement-text-remove", actor, subject: "agreement texts", detail: {} },
    ]);
    return { name: row.name, version: row.version, text: row.text };
  });
}
