/** Whether a pool answers within a time that a person would wait. */
import type pg from "pg";

const answerWaitMs = 3_000;

/** Empty where the database answers, else what went wrong. */
export async function whyNoAnswer(pool: pg.Pool): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${answerWaitMs / 1000} seconds`), answerWaitMs);
  });
  const answer = pool.query("select 1").then(
    () => "",
    (error: Error) => error.message,
  );
  const why = await Promise.race([answer, tooLate]);
  clearTimeout(timer);
  return why;
}
