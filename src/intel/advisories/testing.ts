/** For tests: a CSAF document as small as one may be, and what a member has. */
import type { InventoryItem } from "../../model/index.js";

/** An advisory of one maker; `versions` by product name. */
export function csafOf(given: {
  readonly id?: string;
  readonly version?: string;
  readonly vendor?: string;
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  readonly cve?: string;
  readonly score?: number;
}): Readonly<Record<string, unknown>> {
  const {
    id = "ICSA-26-001-01",
    version = "1",
    vendor = "Siemens",
    cve = "CVE-2026-1001",
    score = 9.8,
  } = given;
  const ids: string[] = [];
  const branches = Object.entries(given.versions ?? { "SIMATIC S7-1500 CPU family": ["< V4.5"] }).map(
    ([name, ranges]) => ({
      category: "product_name",
      name,
      branches: ranges.map((range) => {
        const product_id = `CSAFPID-${ids.length + 1}`;
        ids.push(product_id);
        return {
          category: "product_version_range",
          name: range,
          product: { name: `${name} ${range}`, product_id },
        };
      }),
    }),
  );
  return {
    document: {
      csaf_version: "2.0",
      title: `${vendor} products`,
      publisher: { name: "CISA" },
      references: [
        { category: "self", url: `https://www.cisa.gov/news-events/ics-advisories/${id.toLowerCase()}` },
      ],
      tracking: { id, version, current_release_date: "2026-01-02T00:00:00Z" },
    },
    product_tree: { branches: [{ category: "vendor", name: vendor, branches }] },
    vulnerabilities: [
      {
        cve,
        product_status: { known_affected: ids },
        scores: [{ products: ids, cvss_v3: { baseScore: score } }],
        remediations: [{ category: "vendor_fix", details: "Update to V4.5 or later.", product_ids: ids }],
      },
    ],
  };
}

export const itemOf = (given: Partial<InventoryItem> = {}): InventoryItem => ({
  key: "asset 1",
  name: "STS 1 main PLC",
  vendor: "Siemens AG",
  product: "S7-1500 CPU 1516-3 PN/DP",
  firmware: "V4.3",
  address: "10.20.1.10",
  models: [],
  isCrane: true,
  ...given,
});
