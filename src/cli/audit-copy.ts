/** A copy of the audit chain as a command takes it from a center: line by line, so that none is too long for memory. */
import { Problem, Refusal } from "../base/index.js";
import type { Asking } from "./asking.js";

interface Frame {
  readonly first: string;
  readonly last: string;
  readonly sequence: number;
}

interface Page {
  readonly lines: readonly string[];
  readonly next: number | null;
}

async function ask<Answer>(asking: Asking, action: string, input: object): Promise<Answer> {
  const answer = await asking.ask(action, { ...input });
  if (answer instanceof Problem) throw new Refusal(answer);
  return answer as Answer;
}

/** The bytes of a copy of everything there is now. Throws a Refusal where the center refuses. */
export async function* copyOf(asking: Asking, purpose: "export" | "verify"): AsyncGenerator<Uint8Array> {
  const { first, last, sequence } = await ask<Frame>(asking, "audit-export", { purpose });
  yield Buffer.from(`${first}\n`);
  for (let after: number | null = 0; after !== null; ) {
    const page: Page = await ask<Page>(asking, "audit-copy", { after, through: sequence });
    yield Buffer.from(page.lines.map((line) => `${line}\n`).join(""));
    after = page.next;
  }
  yield Buffer.from(`${last}\n`);
}
