/** Crane days as files: a day's records as Zeek writes them in JSON, and the terminal's lists as CSV. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listsAsCsv } from "../../members/index.js";
import { craneDays, craneSite, dayUs, expectedWarnings } from "../../work/index.js";
import { wordOfList } from "../member/site-lines.js";

export interface CraneFilesOptions {
  readonly to: string;
  readonly days: number;
  readonly learning: number;
  readonly seed: number;
  /** Seconds between two readings of a controller. */
  readonly every: number;
}

export interface MadeCraneFiles {
  readonly records: number;
  readonly days: number;
  readonly lists: readonly string[];
  /** What is to be warned of, in words. */
  readonly expected: readonly string[];
}

/** The last day is the last whole one (UTC) before `nowUs`. */
export async function writeCraneFiles(options: CraneFilesOptions, nowUs: number): Promise<MadeCraneFiles> {
  const { to, days: watchedDays, learning: learningDays, seed, every: pollS } = options;
  const startUs = Math.floor(nowUs / dayUs) * dayUs - watchedDays * dayUs;
  await mkdir(join(to, "days"), { recursive: true });
  let records = 0;
  for (const day of craneDays({ seed, startUs, learningDays, watchedDays, pollS })) {
    const date = new Date((day[0]?.atUs ?? startUs) / 1000).toISOString().slice(0, 10);
    await writeFile(
      join(to, "days", `${date}.ndjson`),
      day.map(({ fields }) => `${JSON.stringify(fields)}\n`).join(""),
    );
    records += day.length;
  }
  const lists: string[] = [];
  for (const [list, csv] of listsAsCsv(craneSite("", startUs, learningDays))) {
    const word = wordOfList(list);
    lists.push(word);
    await writeFile(join(to, `${word}.csv`), csv);
  }
  const expected = expectedWarnings.flatMap(({ day, what }) => (day < watchedDays ? [what] : []));
  return { records, days: learningDays + watchedDays, lists, expected };
}
