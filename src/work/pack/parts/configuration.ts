/**
 * Keys of the configuration file that say nothing of the port: those listed here, and no others, whatever the file
 * comes to hold. Addresses, names, paths and secrets are never among them. What came with a pack holds where the
 * center's own file does not set the key, from the next start on.
 */
import type { Kysely } from "kysely";
import { z } from "zod";
import type { Tables } from "../../../store/index.js";
import { held, type PackPart } from "../part.js";

/** Each with what it may be. */
const safeKeys: Readonly<Record<string, z.ZodType>> = {
  "intake.syslog.off": z.boolean(),
  "intake.syslog.port": z.number().int().min(0).max(65_535),
};

const entry = z
  .strictObject({
    key: z.enum(Object.keys(safeKeys)),
    value: z.union([z.boolean(), z.number()]),
  })
  .refine(({ key, value }) => safeKeys[key]?.safeParse(value).success === true, "is no value of this key");
type Entry = z.infer<typeof entry>;

const settingKey = "configuration";

/** What packs set, by key. */
export async function packedSettings(
  db: Kysely<Tables>,
): Promise<Readonly<Record<string, boolean | number>>> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst();
  const known = Object.entries(row?.value ?? {}).map(([key, value]) => entry.safeParse({ key, value }));
  return Object.fromEntries(
    known.flatMap(({ data }) => (data === undefined ? [] : [[data.key, data.value]])),
  );
}

export const configuration = {
  id: "configuration",
  title: "Configuration",
  explains: `Of the configuration file the keys ${Object.keys(safeKeys).join(" and ")}, where they are set.`,
  onlyWhenAsked: false,
  entry,
  entriesMax: Object.keys(safeKeys).length,
  apart: [],
  keyOf: ({ key }) => key,
  async read({ db, configured }) {
    const packed = await packedSettings(db);
    return Object.keys(safeKeys).flatMap((key) => {
      const fixed = Object.hasOwn(configured.settings, key);
      const read = entry.safeParse({ key, value: fixed ? configured.settings[key] : packed[key] });
      return read.success ? [held(read.data, { fixed })] : [];
    });
  },
  async write({ db }, entries) {
    const more = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    const value = JSON.stringify({ ...(await packedSettings(db)), ...more });
    await db
      .insertInto("setting")
      .values({ key: settingKey, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    return null;
  },
} satisfies PackPart<Entry>;
