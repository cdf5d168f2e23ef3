/**
 * How far apart two things stand that are added one after the other. A reader sees the times of those it may have; were
 * they a microsecond apart each, a step of two would tell it that something is kept from it, and between which two. So
 * each gap is drawn, from a geometric distribution: what is left of such a row when some are taken out looks as one that
 * was drawn wider, and nothing in it tells where one is missing. How wide is itself drawn anew for each run, so that the
 * length of a run does not tell how many stand in it.
 */
import { randomInt } from "node:crypto";
import { sql } from "kysely";

/** The mean in microseconds, as likely from 4 to 8 as from 32 to 64: a million take a minute of the order at most. */
export const drawMeanGap = (): number => 2 ** (2 + randomInt(4001) / 1000);

const below = 2 ** 47;

/** Whole microseconds, one at least. */
export const drawGap = (meanUs: number): number =>
  1 + Math.floor(Math.log(1 - randomInt(below) / below) / Math.log(1 - 1 / meanUs));

/** The same for each row of a query; the random bits are those of a UUID, which come from the system. */
export const gapOfEachRow = (meanUs: number) => sql<number>`(1 + floor(
  ln(1 - ('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint / ${2 ** 48}::float8)
    / ln(1 - 1 / ${meanUs}::float8)))::bigint`;
