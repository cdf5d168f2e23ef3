/**
 * How far a followed file was read. A position is written twice a batch: before, with the batch's end (`end`),
 * and after its acknowledgement. If the program dies between, the same bytes are handed over again under the
 * same id and count once, however much the file has grown since.
 */

export interface FilePosition {
  readonly device: string;
  readonly inode: string;
  /** Everything before this byte is acknowledged. */
  readonly offset: number;
  /** Where the batch that was handed over ends; equal to `offset` where none is under way. */
  readonly end: number;
  /** Lines before `offset`. */
  readonly line: number;
  /** The header lines (beginning with `#`) in force at `offset`, at most 64 KiB. */
  readonly head: string;
  /** SHA-256 of the first and last 256 bytes before `offset`: another file, or one written over, has another. */
  readonly digest: string;
}

export interface Positions {
  load(path: string): Promise<FilePosition | null>;
  save(path: string, position: FilePosition): Promise<void>;
}

/** Positions for as long as the program runs. */
export function memoryPositions(): Positions & { readonly all: ReadonlyMap<string, FilePosition> } {
  const all = new Map<string, FilePosition>();
  return {
    all,
    load: async (path) => all.get(path) ?? null,
    save: async (path, position) => {
      all.set(path, position);
    },
  };
}
