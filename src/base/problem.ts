/**
 * A Problem is how Breakwater refuses: a stable code, what was wrong and where, and what to do now.
 * Expected refusals are returned as values; a Refusal carries one through code that can only throw.
 * On HTTP a Problem becomes RFC 9457 `application/problem+json` (see `api/`).
 * Every room lists its codes in its own `problems.ts`; a test holds those lists against `docs/problems.md`.
 */

/** One refusal. `code` is `<room>.<name>` and never changes once released. */
export class Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  /** The HTTP status this refusal has when it leaves over the API. */
  readonly status: number;

  constructor(code: string, title: string, detail: string, hint: string, status: number) {
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.hint = hint;
    this.status = status;
  }

  toJSON(): { code: string; title: string; detail: string; hint: string } {
    return { code: this.code, title: this.title, detail: this.detail, hint: this.hint };
  }
}

/** A Problem on its way through code that can only throw (a transaction, a stream). */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = "Refusal";
    this.problem = problem;
  }
}

export interface ProblemKind {
  readonly title: string;
  /** What the reader does now, one sentence. */
  readonly hint: string;
  /** HTTP status, 400 where left out. */
  readonly status?: number;
}

export interface ProblemTable<Name extends string> {
  (name: Name, detail: string, hint?: string): Problem;
  readonly room: string;
  readonly kinds: Readonly<Record<Name, ProblemKind>>;
}

/** Declares the problems of a room; the result makes one: `intakeProblem("json-invalid", "line 3: …")`. */
export function defineProblems<const Name extends string>(
  room: string,
  kinds: Readonly<Record<Name, ProblemKind>>,
): ProblemTable<Name> {
  const make = (name: Name, detail: string, hint?: string): Problem => {
    const kind = kinds[name];
    return new Problem(`${room}.${name}`, kind.title, detail, hint ?? kind.hint, kind.status ?? 400);
  };
  return Object.assign(make, { room, kinds });
}

/** An assertion states what must be true; a failure is a programmer's error, never an input's. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${sentence}`);
}
