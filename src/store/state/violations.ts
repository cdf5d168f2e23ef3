/**
 * A row that is already there is an answer, not an accident: code that inserts asks here what an error meant and
 * refuses with a Problem of its own. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */

const uniqueViolationCode = "23505";

/** The name of the unique constraint that an error broke; null where the error is something else. */
export function uniqueViolation(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === uniqueViolationCode && typeof constraint === "string" ? constraint : null;
}
