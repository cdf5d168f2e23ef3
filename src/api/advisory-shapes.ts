/** Advisories as the API tells of them, and what is made of one for a list. */
import { z } from "zod";
import { type Advisory, matchConfidences, matchReasons, remedyKinds } from "../model/index.js";
import { idShape, listOf, timeShape, tlpShape, urgencyShape } from "./shapes.js";

export const advisoryRowShape = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  publisher: z.string(),
  releasedUs: timeShape,
  tlp: tlpShape,
  url: z.string(),
  vendors: listOf(z.string()),
  /** How many it has. */
  products: z.number(),
  flaws: listOf(z.string()),
  /** Highest CVSS base score, null where none is given. */
  score: z.number().nullable(),
});

export const advisoryShape = advisoryRowShape.extend({
  products: listOf(
    z.object({
      id: z.string(),
      vendor: z.string(),
      product: z.string(),
      version: z.string(),
      models: listOf(z.string()),
    }),
  ),
  flaws: listOf(
    z.object({
      id: z.string(),
      title: z.string(),
      score: z.number().nullable(),
      /** Products by their place in the list. */
      affected: listOf(z.number()),
      suspected: listOf(z.number()),
      unaffected: listOf(z.number()),
    }),
  ),
  remedies: listOf(
    z.object({ kind: z.enum(remedyKinds), text: z.string(), url: z.string(), products: listOf(z.number()) }),
  ),
  faults: listOf(z.string()),
});

const ids = (advisory: Advisory): readonly string[] => advisory.flaws.map(({ id }) => id);

export function advisoryRow(advisory: Advisory): z.infer<typeof advisoryRowShape> {
  const { id, version, title, publisher, releasedUs, tlp, url, products, flaws } = advisory;
  const scores = flaws.flatMap(({ score }) => score ?? []);
  return {
    id,
    version,
    title,
    publisher,
    releasedUs,
    tlp,
    url,
    vendors: [...new Set(products.map(({ vendor }) => vendor))]
      .filter((vendor) => vendor !== "")
      .slice(0, 20),
    products: products.length,
    flaws: ids(advisory),
    score: scores.length === 0 ? null : Math.max(...scores),
  };
}

export const advisoryWhole = (advisory: Advisory): z.infer<typeof advisoryShape> => ({
  ...advisoryRow(advisory),
  products: advisory.products,
  flaws: advisory.flaws,
  remedies: advisory.remedies,
  faults: advisory.faults,
});

export const advisoryMatchShape = z.object({
  memberId: idShape,
  advisory: advisoryRowShape,
  urgency: urgencyShape,
  /** False where it is only listed: a product's name alone matches, and nobody is known to use the flaw. */
  isWarned: z.boolean(),
  /** CVE numbers of it that attackers are known to use. */
  exploited: listOf(z.string()),
  items: listOf(
    z.object({
      /** `asset ID`, `crane ID`, `heard ID`, `exposure ID`: where it stands. */
      key: z.string(),
      name: z.string(),
      vendor: z.string(),
      product: z.string(),
      firmware: z.string(),
      address: z.string(),
      confidence: z.enum(matchConfidences),
      reason: z.enum(matchReasons),
      by: z.enum(["name", "family", "part number"]),
      /** The advisory's product, and its versions as it writes them. */
      advised: z.string(),
      range: z.string(),
      flaws: listOf(z.string()),
    }),
  ),
});
