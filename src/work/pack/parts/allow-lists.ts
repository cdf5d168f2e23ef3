/**
 * Allow lists, short ones: a long list is public and is brought in from its source, where it is kept up to date. A
 * value that shows a member is cut by the gate, the others go.
 */
import { z } from "zod";
import { allowMatchings, loadAllowLists, writeAllowList } from "../../../intel/index.js";
import { observableTypes } from "../../../model/index.js";
import { held, inOrder, lineShape, type PackPart, valueShape } from "../part.js";

/** The gate looks through 5,000 values in a fraction of a second, during which nothing else is done. */
const valuesMax = 5_000;

const value = valueShape(2_000);
/** What nobody can see is no value that anything could be asked about. */
const isVisible = (text: string): boolean => value.safeParse(text).success;

const entry = z.strictObject({
  name: lineShape(200).min(1),
  matching: z.enum(allowMatchings),
  types: z
    .array(z.enum(observableTypes))
    .max(observableTypes.length)
    .refine(...inOrder),
  values: z
    .array(value)
    .max(valuesMax)
    .refine(...inOrder),
});
type Entry = z.infer<typeof entry>;

export const allowLists = {
  id: "allow-lists",
  title: "Allow lists",
  explains: `Lists of up to ${valuesMax} values that block lists name by mistake.`,
  onlyWhenAsked: false,
  entry,
  entriesMax: 500,
  apart: ["values"],
  keyOf: ({ name }) => name,
  async read({ db }) {
    return (await loadAllowLists({ db })).map(({ name, matching, types, values }) =>
      held(
        { name, matching, types: [...types].sort(), values: values.filter(isVisible).sort() },
        values.length > valuesMax
          ? { stays: `It has ${values.length} values, more than ${valuesMax}: bring it in from its source.` }
          : {},
      ),
    );
  },
  async write({ db, clock, actor }, entries) {
    for (const list of entries) await writeAllowList(db, { clock, actor }, list);
    return null;
  },
} satisfies PackPart<Entry>;
