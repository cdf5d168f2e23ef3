/** Groups by name and purpose, without anybody in them. Only where it is asked for: a name may say who they are. */
import { z } from "zod";
import { Problem } from "../../../base/index.js";
import { addGroup, listGroups, updateGroup } from "../../../members/index.js";
import { tlpLabels } from "../../../model/index.js";
import { held, lineShape, type PackPart } from "../part.js";

const entry = z.strictObject({
  name: lineShape(80).min(2),
  purpose: lineShape(400),
  tlpCeiling: z.enum(tlpLabels),
});
type Entry = z.infer<typeof entry>;

export const groups = {
  id: "groups",
  title: "Groups",
  explains: "Groups by name and purpose, with nobody in them.",
  onlyWhenAsked: true,
  entry,
  entriesMax: 200,
  apart: [],
  keyOf: ({ name }) => name.toLowerCase(),
  async read({ db }) {
    return (await listGroups(db)).map(({ name, purpose, tlpCeiling }) => held({ name, purpose, tlpCeiling }));
  },
  async write({ db, clock, actor }, entries) {
    const known = await listGroups(db);
    for (const group of entries) {
      const same = known.find(({ name }) => name.toLowerCase() === group.name.toLowerCase());
      const written =
        same === undefined
          ? await addGroup(db, clock, { ...group, memberIds: [] }, actor)
          : await updateGroup(db, clock, same.id, group, actor);
      if (written instanceof Problem) return written;
    }
    return null;
  },
} satisfies PackPart<Entry>;
