/** Work orders and maintenance windows that were under way at a machine: they explain what is found there, and suppress nothing. */
import type { Site } from "./site.js";

const namesMax = 3;

/** Fields for a finding; none where nothing was under way. */
export function explainedBy(
  site: Site | null,
  address: string,
  timeUs: number,
): Readonly<Record<string, string>> {
  if (site === null) return {};
  const orders = site.ordersAt(address, timeUs).slice(0, namesMax);
  const windows = site.windowsAt(address, timeUs).slice(0, namesMax);
  return {
    ...(orders.length === 0
      ? {}
      : { "work order": orders.map(({ number, title }) => `${number} ${title}`.trim()).join("; ") }),
    ...(windows.length === 0 ? {} : { "maintenance window": windows.map(({ title }) => title).join("; ") }),
  };
}

/** What the terminal calls a machine, for a finding; none where it is on no list. */
export function namedBy(site: Site | null, address: string): Readonly<Record<string, string>> {
  const listed = site?.assetOf(address)?.name ?? "";
  const crane = site?.craneOf(address)?.name ?? "";
  return { ...(listed === "" ? {} : { asset: listed }), ...(crane === "" ? {} : { crane }) };
}
