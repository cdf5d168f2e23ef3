import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { personSql } from "./person-sql.js";

const refused = (sql: string) => personSql(sql, {}, 10) instanceof Problem;

describe("a person's SQL", () => {
  test("is one SELECT inside of brackets, its comments gone, its answer bounded", () => {
    expect(personSql("SELECT 1 -- one\n;", {}, 10)).toBe("SELECT * FROM (SELECT 1   \n) LIMIT 11");
    expect(personSql("WITH 1 AS a SELECT a /* ) */", {}, 10)).toBe(
      "SELECT * FROM (WITH 1 AS a SELECT a  \n) LIMIT 11",
    );
  });

  test("keeps brackets, quotes and keywords that stand in text", () => {
    for (const text of ["')'", "'it''s ( INTO OUTFILE'", "'\\')'", "'file(1)'", "'a -- b'", "'/*'"])
      expect(personSql(`SELECT ${text}`, {}, 10)).toBe(`SELECT * FROM (SELECT ${text}\n) LIMIT 11`);
  });

  test.each([
    "SELECT file('/etc/passwd')",
    "SELECT FILE ('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT \"file\"('/etc/passwd')",
    "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url ('http://127.0.0.1')",
    "SELECT * FROM s3('x')",
    "SELECT * FROM remote/**/('127.0.0.1', system.one)",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1) INTO OUTFILE '/tmp/x' -- ",
    "SELECT 1) UNION ALL (SELECT 2",
    "SELECT 1; SELECT 2",
    "SELECT 1; SET readonly = 0",
    "SET readonly = 0",
    "INSERT INTO event SELECT * FROM event",
    "KILL QUERY WHERE 1 ASYNC",
    "SYSTEM SHUTDOWN",
    "SHOW GRANTS",
    "EXPLAIN SELECT 1",
    "(SELECT 1)",
    "SELECT * FROM system.processes",
    "SELECT * FROM `system`.processes",
    "SELECT dictGet('a', 'b', 1)",
    "SELECT catboostEvaluate('/tmp/x.so', 1)",
    "SELECT hasColumnInTable('127.0.0.1', 'u', 'p', 'd', 't', 'c')",
    "SELECT aiGenerate('x')",
    "SELECT 1 SETTINGS max_memory_usage = 0",
    "SELECT * FROM (SELECT 1 settings readonly = 0)",
    "SELECT $$)$$",
    "SELECT ‘)’",
    "SELECT 'open",
    "SELECT /* open",
    "SELECT # )\n 1",
    "SELECT 1\u0000",
    "SELECT `a``b",
    "",
  ])("is refused where it could reach further: %s", (sql) => {
    expect(refused(sql)).toBe(true);
  });

  test("is refused where it is too long", () => {
    expect(refused(`SELECT ${"1".repeat(60_000)}`)).toBe(true);
  });

  test("parameters become literals that nothing can leave", () => {
    const sql = personSql(
      "SELECT {name:String}, {n:UInt8}, {t:Date}",
      { name: "') --", n: 7, t: "2026-11-22" },
      10,
    );
    expect(sql).toBe(
      "SELECT * FROM (SELECT unhex('2729202d2d'), toUInt8(7), CAST(unhex('323032362d31312d3232') AS Date)\n) LIMIT 11",
    );
    expect(personSql("SELECT {n:UInt8}", { n: "1) OR (1" }, 10)).toBeInstanceOf(Problem);
    expect(personSql("SELECT {missing:String}", {}, 10)).toBeInstanceOf(Problem);
  });
});
