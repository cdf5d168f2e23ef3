/**
 * The place to read on from in a list that is ordered by an instant, newest first, and then by id: `next` of a page goes
 * back as it came. Keys and not counts, so that a page is as fast at a million rows and nothing is passed over.
 */
export interface Keyset {
  readonly us: number;
  readonly id: string;
}

export const keysetText = ({ us, id }: Keyset): string => `${us}.${id}`;

/** Null where the text is not the `next` of a page. */
export function readKeyset(text: string): Keyset | null {
  const [, us, id] = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  return us === undefined || id === undefined ? null : { us: Number(us), id };
}
