/**
 * CISA's real advisories, where they are at hand: how much of them is understood, and what they say of a made-up terminal.
 * Without the data these tests are skipped by name.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { matchAdvisory, prepareInventory, readAdvisoryFiles } from "../../src/intel/advisories/index.js";
import { itemOf } from "../../src/intel/advisories/testing.js";
import { readVersionRange } from "../../src/intel/advisories/version-range.js";
import type { Advisory } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folder = join(root, "09-advisories-csaf");

async function readAll(): Promise<readonly Advisory[]> {
  const read: Advisory[] = [];
  for await (const file of readAdvisoryFiles([folder]))
    if ("advisory" in file) read.push(file.advisory);
    else expect.fail(`${file.path}: ${"problem" in file ? file.problem.detail : "a catalog"}`);
  return read;
}

/** What a terminal may have: its name there, maker, product, version. */
const terminal = [
  ["access switch", "Siemens", "SCALANCE XM408-4C", "V6.5.1"],
  ["patched switch", "Siemens", "SCALANCE XM408-4C", "V6.6.1"],
  ["switch by part number", "", "6GK5552-0AA00-2AR2", "V6.4"],
  ["panel in the cab", "SIEMENS AG", "SIMATIC HMI Comfort Panel", "V16 Update 3"],
  ["gate barcode scanner", "Datalogic", "AV7000", "4.5.0.0"],
  ["yard Wi-Fi", "Red Lion Controls", "N-Tron 702-W", ""],
  ["operator station", "Rockwell", "FactoryTalk View SE", "12.0"],
  ["crane program station", "ABB", "Automation Builder", "2.4.1"],
  ["safety CPU", "Mitsubishi", "R08SFCPU", "25"],
  ["camera", "Sensormatic", "Illustra Essentials Gen 4", ""],
  ["another maker's", "Moxa", "EDS-408A", "3.8"],
] as const;

describe.skipIf(!existsSync(folder))("09-advisories-csaf", () => {
  test("every advisory is read, and all versions but those that can't be", async () => {
    const advisories = await readAll();
    const products = advisories.flatMap((advisory) => advisory.products);
    const wrong = products.flatMap(({ version }) => {
      const read = readVersionRange(version);
      return "wrong" in read ? [`${version}: ${read.wrong}`] : [];
    });
    console.log(`${products.length - wrong.length} of ${products.length} product entries are understood.`);
    expect({
      advisories: advisories.length,
      products: products.length,
      flaws: advisories.flatMap(({ flaws }) => flaws).length,
      wrong,
    }).toMatchInlineSnapshot(`
      {
        "advisories": 44,
        "flaws": 134,
        "products": 203,
        "wrong": [
          ">= 4.5.0 | =< 3.5.20304.x: ends before it begins",
        ],
      }
    `);
    expect(
      advisories.flatMap(({ id, faults }) => faults.map((fault) => `${id} ${fault}`)),
    ).toMatchInlineSnapshot(`
      [
        "ICSA-21-021-05 fdtCONTAINER: Versions between 4.5.0 and 4.5.20304.x: ">= 4.5.0 | =< 3.5.20304.x" ends before it begins; it is matched by name alone.",
      ]
    `);
    expect(
      advisories
        .filter(({ flaws }) => flaws.some(({ affected, score }) => affected.length === 0 || score === null))
        .map(({ id }) => id),
    ).toMatchInlineSnapshot(`[]`);
  });

  test("what they say of a terminal", async () => {
    const inventory = prepareInventory(
      terminal.map(([name, vendor, product, firmware]) =>
        itemOf({ key: name, name, vendor, product, firmware }),
      ),
    );
    const rows = (await readAll()).flatMap((advisory) =>
      matchAdvisory(advisory, inventory).map(
        ({ item, product, confidence, reason, by, flaws }) =>
          `${item.name}: ${advisory.id} ${confidence} (${reason}, ${by}; ${product.product} ${product.version}; ${flaws.length} flaws)`,
      ),
    );
    console.log(rows.join("\n"));
    expect(rows).toMatchInlineSnapshot(`
      [
        "gate barcode scanner: ICSA-19-239-02 likely (in range, family; AV7000 Linear Barcode Scanner < 4.6.0.0; 1 flaws)",
        "yard Wi-Fi: ICSA-20-240-01 exact (every version, name; N-Tron 702-W vers:all/*; 5 flaws)",
        "panel in the cab: ICSA-21-033-02 exact (in range, name; SIMATIC HMI Comfort Panels (incl. SIPLUS variants) All versions < V16 Update 3a; 1 flaws)",
        "safety CPU: ICSA-21-287-03 likely (in range, family; MELSEC iQ-R series Safety CPU R08SFCPU Firmware <=26; 1 flaws)",
        "crane program station: ICSA-22-202-01 exact (in range, name; ABB Automation Builder >= 1.1.0 | <= 2.5.0; 5 flaws)",
        "access switch: ICSA-24-165-11 exact (in range, name; SCALANCE XM408-4C (6GK5408-4GP00-2AM2) <V6.6.1; 8 flaws)",
        "switch by part number: ICSA-24-165-11 likely (in range, part number; SCALANCE XR552-12M (6GK5552-0AA00-2AR2) <V6.6.1; 8 flaws)",
        "operator station: ICSA-24-165-16 exact (in range, name; FactoryTalk View SE v12.0; 1 flaws)",
        "camera: ICSA-24-179-04 possible (version unknown, name; Illustra Essentials Gen 4 <=Illustra.Ess4.01.02.10.5982; 1 flaws)",
      ]
    `);
  });
});
