/**
 * From longitude and latitude to a flat drawing: a port is small enough for an equirectangular projection at its own
 * latitude. The result is a width of 1,000 units and the height that follows, with a margin. Pure.
 */
import type { PlanFeature, PlanGeometry, Position } from "../../../model/index.js";

export interface Projection {
  readonly width: number;
  readonly height: number;
  point(position: Position): readonly [x: number, y: number];
}

export const planWidth = 1_000;
const margin = 0.06;
/** A single crane has no extent: it stands in the middle of about a hundred meters. */
const leastDegrees = 0.001;
/** Higher than it is wide by more than this a plan would fill the page. */
const tallest = 1.2;

export function positionsOf(geometry: PlanGeometry): readonly Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "MultiPoint":
    case "LineString":
      return geometry.coordinates;
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates.flat();
    case "MultiPolygon":
      return geometry.coordinates.flat(2);
  }
}

export function projectionOf(features: readonly PlanFeature[]): Projection {
  const positions = features.flatMap(({ geometry }) => positionsOf(geometry));
  // A port on the antimeridian has both signs: its west is then counted on from 180 degrees.
  const isAcross = spanOf(positions.map(([longitude]) => longitude)).size > 180;
  const east = (longitude: number) => (isAcross && longitude < 0 ? longitude + 360 : longitude);
  const south = spanOf(positions.map(([, latitude]) => latitude));
  const west = spanOf(positions.map(([longitude]) => east(longitude)));
  const shrink = Math.max(0.01, Math.cos((south.middle * Math.PI) / 180));
  const across = Math.max(west.size * shrink, leastDegrees);
  const up = Math.max(south.size, leastDegrees / 2);
  const inner = planWidth * (1 - 2 * margin);
  const scale = Math.min(inner / across, (planWidth * tallest * (1 - 2 * margin)) / up);
  const height = Math.round(up * scale + 2 * margin * planWidth);
  return {
    width: planWidth,
    height,
    point: ([longitude, latitude]) => [
      round(planWidth / 2 + (east(longitude) - west.middle) * shrink * scale),
      round(height / 2 - (latitude - south.middle) * scale),
    ],
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Not by spreading them into `Math.min`: a plan may have twenty thousand. */
function spanOf(values: readonly number[]): { readonly size: number; readonly middle: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return values.length === 0 ? { size: 0, middle: 0 } : { size: most - least, middle: (least + most) / 2 };
}

/** What SVG's `path` takes: outlines are closed, lines are not. Points have none. */
export function pathOf(geometry: PlanGeometry, { point }: Projection): string {
  const line = (positions: readonly Position[], end: string) =>
    positions.map((position, at) => `${at === 0 ? "M" : "L"}${point(position).join(" ")}`).join("") + end;
  switch (geometry.type) {
    case "Point":
    case "MultiPoint":
      return "";
    case "LineString":
      return line(geometry.coordinates, "");
    case "MultiLineString":
      return geometry.coordinates.map((part) => line(part, "")).join("");
    case "Polygon":
      return geometry.coordinates.map((ring) => line(ring, "Z")).join("");
    case "MultiPolygon":
      return geometry.coordinates
        .flat()
        .map((ring) => line(ring, "Z"))
        .join("");
  }
}

/** The middle of what it covers, and how wide and high that is, in units of the drawing. */
export function placeOf(
  geometry: PlanGeometry,
  { point }: Projection,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const points = positionsOf(geometry).map(point);
  const x = spanOf(points.map(([each]) => each));
  const y = spanOf(points.map(([, each]) => each));
  return { x: x.middle, y: y.middle, width: x.size, height: y.size };
}
