/** What a site answers by time, held against the plain walk over its lists. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WorkOrder } from "../../model/index.js";
import { hourUs, testStartUs } from "../behaviour/testing.js";
import { compileSite, emptyLists } from "./site.js";

const assets = ["a", "b", "c"].map((name, at) => ({
  id: `asset ${name}`,
  name,
  addresses: [`10.0.1.${at}`],
  mac: "",
  craneId: at === 2 ? null : `crane ${at}`,
}));
const cranes = [0, 1].map((at) => ({ id: `crane ${at}`, name: `Crane ${at}` }));
const addresses = [...assets.map(({ addresses: [address = ""] }) => address), "10.0.9.9"];

const order = (at: number, given: Partial<WorkOrder>): WorkOrder => ({
  id: `o${at}`,
  number: `WO-${at}`,
  title: "",
  craneIds: [],
  assetIds: [],
  vendor: "",
  startUs: 0,
  endUs: 0,
  ...given,
});
const siteOf = (workOrders: readonly WorkOrder[]) =>
  compileSite({ ...emptyLists("member-1", 14), assets, cranes, workOrders } as never);

function walked(orders: readonly WorkOrder[], address: string, timeUs: number): readonly WorkOrder[] {
  const asset = assets.find(({ addresses: [own] }) => own === address);
  return orders.filter(
    ({ startUs, endUs, craneIds, assetIds }) =>
      startUs <= timeUs &&
      timeUs <= endUs &&
      ((craneIds.length === 0 && assetIds.length === 0) ||
        assetIds.includes(asset?.id ?? "none") ||
        craneIds.includes(asset?.craneId ?? "none")),
  );
}

describe("work orders", () => {
  test("at a time and machine are those that a walk over all finds, in its order", () => {
    const some = (list: readonly { readonly id: string }[]) =>
      fc.subarray(list.map(({ id }) => id)).map((ids) => ids);
    const one = fc.record({
      startUs: fc.integer({ min: 0, max: 60 }),
      // Some end before they start.
      endUs: fc.integer({ min: 0, max: 60 }),
      craneIds: some(cranes),
      assetIds: some(assets),
      vendor: fc.constantFrom("Maker", " maker ", "Other", ""),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: -1, max: 61 }), (given, timeUs) => {
        const orders = given.map((parts, at) => order(at, parts));
        const site = siteOf(orders);
        for (const address of addresses)
          expect(site.ordersAt(address, timeUs)).toEqual(walked(orders, address, timeUs));
        expect(site.ordersOfVendor("MAKER", timeUs, timeUs + 5)).toEqual(
          orders.filter(
            ({ vendor, startUs, endUs }) =>
              vendor.trim().toLowerCase() === "maker" && startUs <= timeUs + 5 && timeUs <= endUs,
          ),
        );
      }),
    );
  });

  test("of 2,500 some dozens are looked at for a message, long ones among them or not", () => {
    let looks = 0;
    const orders = Array.from({ length: 2_500 }, (_, at) => {
      const startUs = at === 0 ? 0 : testStartUs + at * hourUs;
      const endUs = at % 500 === 0 ? testStartUs + 1e9 * hourUs : startUs + 8 * hourUs;
      return Object.defineProperty(order(at, { craneIds: ["crane 0"], endUs }), "startUs", {
        enumerable: true,
        get() {
          looks++;
          return startUs;
        },
      });
    });
    const site = siteOf(orders);
    looks = 0;
    for (let at = 0; at < 2_500; at += 25) {
      const found = site.ordersAt("10.0.1.0", testStartUs + at * hourUs + 1);
      expect(found).toEqual(walked(orders, "10.0.1.0", testStartUs + at * hourUs + 1));
      looks -= 2_500;
    }
    expect(looks / 100).toBeLessThan(60);
  });
});
