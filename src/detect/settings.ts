/** What a person may set for detection. */
import { z } from "zod";

export const detectSettings = z.strictObject({
  threads: z
    .number()
    .int()
    .min(0)
    .max(64)
    .optional()
    .describe(
      "Threads that detect, 0 to 64; with 0 the center's one thread does it beside everything else. Left out: none on up to three cores, else all but two, eight at most.",
    ),
  geo: z
    .strictObject({
      country: z
        .string()
        .min(1)
        .optional()
        .describe("Path of a MaxMind DB file (.mmdb) that names the country of an address."),
      asn: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Path of a MaxMind DB file (.mmdb) that names who announces an address (its autonomous system).",
        ),
    })
    .optional()
    .describe("Where addresses are, from files on this machine; nothing is ever asked outside."),
});

/** Threads where none are set: two cores are left to the rest of the center and its databases. */
export function threadsFor(cores: number): number {
  return cores > 3 ? Math.min(cores - 2, 8) : 0;
}
