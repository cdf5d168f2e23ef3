/**
 * The key that code apps' secrets are sealed under: `sign-in.key` in the data folder, 64 hex digits, made on the first
 * run and readable by its owner alone. Where several machines share one state (BREAKWATER_STATE_URL),
 * BREAKWATER_SIGN_IN_KEY_FILE names the file that all of them have; such a one is never made here, as each would make
 * another. What stands unsealed from before is sealed at start.
 */
import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { isSealed, keyBytes, type SecretBox, secretBox } from "./secret-box.js";

export const secretKeyPath = (folder: string): string => join(folder, "sign-in.key");

async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${key.toString("hex")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return key;
}

/** The box of a data folder, or of the file that is named. The caller holds the folder's lock. */
export async function openSecretBox(folder: string, named?: string): Promise<SecretBox | Problem> {
  const path = named ?? secretKeyPath(folder);
  try {
    const text = (await readFile(path, "utf8")).trim();
    if (!/^[0-9a-f]{64}$/i.test(text))
      return membersProblem("sign-in-key-unusable", `${path} does not hold 64 hex digits.`);
    return secretBox(Buffer.from(text, "hex"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" || named !== undefined)
      return membersProblem("sign-in-key-unusable", `${path}: ${message}`);
    return secretBox(await makeKey(path));
  }
}

/** Seals what stands unsealed; how many secrets this key can't open, as they were sealed under another. */
export async function sealStored(db: Kysely<Tables>, clock: Clock, box: SecretBox): Promise<number> {
  return inTransaction(db, async (tx) => {
    const rows = await tx.selectFrom("totp").select(["person_id", "secret"]).forUpdate().execute();
    const plain = rows.filter(({ secret }) => !isSealed(secret));
    for (const { person_id, secret } of plain)
      await tx
        .updateTable("totp")
        .set({ secret: box.seal(secret, person_id) })
        .where("person_id", "=", person_id)
        .execute();
    // Steps under way are begun again; those of an older version hold a secret as it is.
    await sql`delete from sign_in_step where kind = 'password-set' and content->>'secret' not like 'v1.%'`.execute(
      tx,
    );
    if (plain.length > 0) {
      const detail = { secrets: plain.length, key: box.keyName };
      await appendAudit(tx, clock, [
        { kind: "sign-in-secrets-seal", actor: centerActor, subject: "sign-in.key", detail },
      ]);
    }
    return rows.filter((row) => isSealed(row.secret) && box.open(row.secret, row.person_id) === null).length;
  });
}
