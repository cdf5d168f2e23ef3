/** Values of the points on a terminal's list, as messages carry them: what detectors of values look at. */
import { normalizeAddress, type Point } from "../../model/index.js";
import type { Finding } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { explained } from "./learning.js";
import type { OtMessage } from "./message.js";
import type { Site } from "./site.js";

export interface PointValue {
  readonly point: Point;
  readonly value: number;
}

/** Points of a member are some hundreds; those of more are still held. */
export const pointsMax = 4_096;

/** The listed points' values of a message, whichever of its ends has them; a message of none costs two look-ups. */
export function watchedValues(ot: OtMessage | null, site: Site | null): readonly PointValue[] {
  if (ot === null || site === null || ot.points.length === 0 || site.lists.points.length === 0) return [];
  const found: PointValue[] = [];
  for (const address of [ot.receiver, ot.sender]) {
    const points = site.pointsOf(address);
    if (points.size === 0) continue;
    for (const { point: name, value } of ot.points) {
      const point = value === null ? undefined : points.get(name);
      if (point !== undefined && value !== null) found.push({ point, value });
    }
  }
  return found;
}

export const withUnit = (value: number, { unit }: Point): string =>
  `${Number(value.toPrecision(6))}${unit === "" ? "" : ` ${unit}`}`;

/** What every finding about a value says. */
export function valueFinding(
  fact: Fact,
  site: Site | null,
  point: Point,
  said: { readonly about: string; readonly level: Finding["level"] & string; readonly firstUs?: number },
  fields: Readonly<Record<string, string>>,
): Finding {
  const { level, fields: explaining } = explained(site, point.address, fact.timeUs, said.level);
  return {
    level,
    subject: normalizeAddress(point.address),
    about: `${point.name}: ${said.about}`,
    count: 1,
    firstUs: said.firstUs ?? fact.timeUs,
    lastUs: fact.timeUs,
    fields: {
      point: point.name,
      address: point.address,
      register: point.point,
      ...fields,
      // Who wrote it, where it was written.
      ...(fact.ot?.isRequest === true && fact.ot.kind === "write" ? { "written by": fact.ot.sender } : {}),
      ...explaining,
    },
  };
}
