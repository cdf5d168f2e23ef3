/** Where followed files were read to, kept in the state store, so that a restart goes on where it was. */
import type { Clock } from "../../base/index.js";
import type { FilePosition, Positions } from "../../intake/index.js";
import type { State } from "../../store/index.js";

export function storedPositions(state: State, clock: Clock): Positions {
  return {
    load: async (path): Promise<FilePosition | null> => {
      const row = await state.db
        .selectFrom("file_position")
        .selectAll()
        .where("path", "=", path)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { device, inode, offset, until, line, head, digest } = row;
      return { device, inode, offset, end: until, line, head, digest };
    },
    save: async (path, { device, inode, offset, end, line, head, digest }) => {
      const row = { device, inode, offset, until: end, line, head, digest, updated_us: clock.nowUs() };
      await state.db
        .insertInto("file_position")
        .values({ path, ...row })
        .onConflict((conflict) => conflict.column("path").doUpdateSet(row))
        .execute();
    },
  };
}
