/**
 * The files inside a tar archive, one after another, as streams. Links and devices are passed over, names are
 * only labels here: nothing is ever written to disk. A member that its reader leaves early is read to its end,
 * since the next one stands behind it.
 */
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { Refusal } from "../../base/index.js";
import { archiveMembersMax } from "../limits.js";
import { intakeProblem } from "../problems.js";

export interface TarMember {
  /** As the archive names it, `./` and a leading `/` cut off. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export async function* tarMembers(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const archive = extract();
  let sourceError: unknown = null;
  const input = Readable.from(source, { objectMode: false });
  input.on("error", (error) => {
    sourceError = error;
    archive.destroy(error);
  });
  input.pipe(archive);
  let members = 0;
  try {
    for await (const entry of archive) {
      if (++members > archiveMembersMax)
        throw new Refusal(
          intakeProblem("archive-bomb", `The archive has over ${archiveMembersMax} members.`),
        );
      const iterator = entry[Symbol.asyncIterator]();
      const bytes = rest(iterator);
      const { name, size = 0, type } = entry.header;
      if (type === "file" || type === "contiguous-file")
        yield { name: name.replace(/^(\.?\/)+/, ""), sizeBytes: size, bytes };
      for await (const _ of rest(iterator));
    }
  } catch (error) {
    throw refusalOf(sourceError ?? error);
  } finally {
    input.destroy();
    archive.destroy();
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const reason = error instanceof Error ? error.message : "it can't be read";
  return new Refusal(intakeProblem("archive-broken", `tar: ${reason}.`));
}

/** What an iterator still has. Leaving this early does not close the iterator. */
async function* rest(iterator: AsyncIterator<unknown>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await iterator.next().catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (next.done === true) return;
    yield next.value as Uint8Array;
  }
}
