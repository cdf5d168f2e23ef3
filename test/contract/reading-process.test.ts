/** Documents are read in a process of their own, which ends with them, or is ended when it takes too much. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { Problem } from "../../src/base/index.js";
import { readingsMax, readingsWaitingMax } from "../../src/intel/extract/limits.js";
import { readApart } from "../../src/intel/extract/reading/reading-process.js";
import { pdfOf, zipOf } from "../../src/intel/extract/testing.js";
import { extract } from "../../src/intel/index.js";
import { builtPath } from "../built.js";

builtPath("intel/extract/reading/reading-child.js");
const data = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const realPdf = join(data, "10-reports/misp-pdf/to_delete1.pdf");

describe("the reading process", () => {
  test("reads a document and answers its text", async () => {
    expect(await readApart(pdfOf([[50, 700, "evil[.]top"]]))).toEqual({ text: "evil[.]top", notes: [] });
  });

  test("passes a refusal on as it is", async () => {
    const bomb = zipOf({ "word/document.xml": new Uint8Array(80 * 2 ** 20) });
    const problem = await readApart(bomb);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code: "intel.document-bomb", status: 413 });
  });

  test("is killed when its time is over, and the next is read", async () => {
    // A millisecond is less than any process takes to start.
    expect(await readApart(pdfOf([[50, 700, "x"]]), { msMax: 1, rssMb: 900 })).toMatchObject({
      code: "intel.reading-overrun",
    });
    expect(await readApart(pdfOf([[50, 700, "y"]]))).toMatchObject({ text: "y" });
  });

  test("is ended when it takes too much memory", async () => {
    // Node itself takes more than 16 MiB.
    const problem = await readApart(pdfOf([[50, 700, "x"]]), { msMax: 30_000, rssMb: 16 });
    expect(problem).toMatchObject({ code: "intel.reading-overrun" });
    expect((problem as Problem).detail).toContain("memory");
  });

  test("outlives no document made to fill it", async () => {
    const nested = Buffer.concat([
      Buffer.from("%PDF-1.4\n1 0 obj\n"),
      Buffer.from("[".repeat(9 * 2 ** 20)),
      Buffer.from("\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"),
    ]);
    expect(await readApart(nested)).toBeInstanceOf(Problem);
  });

  test("is one of a few at a time: some wait, more are refused", async () => {
    const asked = Array.from({ length: readingsMax + readingsWaitingMax + 3 }, () =>
      readApart(pdfOf([[9, 9, "z"]])),
    );
    const codes = (await Promise.all(asked)).map((one) => (one instanceof Problem ? one.code : one.text));
    expect(codes.filter((code) => code === "intel.reading-busy")).toHaveLength(3);
    expect(codes.filter((code) => code === "z")).toHaveLength(readingsMax + readingsWaitingMax);
  });

  test.skipIf(!existsSync(realPdf))(
    "a real PDF's hashes are found, though its columns break them",
    async () => {
      const extraction = await extract({ bytes: readFileSync(realPdf) });
      if (extraction instanceof Problem) throw new Error(extraction.detail);
      const event = JSON.parse(
        readFileSync(join(data, "04-stix-misp/misp-events-osint/to_delete1.json"), "utf8"),
      );
      const attributes: readonly { readonly type: string; readonly value: string }[] = (event.Event ?? event)
        .Attribute;
      const wanted = attributes
        .filter(({ type }) => ["sha256", "sha1", "md5", "ip-dst"].includes(type))
        .map(({ value }) => value.toLowerCase());
      const values = new Set(extraction.observables.map(({ value }) => value));
      expect(wanted.length).toBeGreaterThan(40);
      expect(wanted.filter((value) => !values.has(value))).toEqual([]);
    },
  );
});
