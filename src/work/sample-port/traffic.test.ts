import { describe, expect, test } from "vitest";
import { isInternalAddress, networkContains, parseAddress, parseNetwork } from "../../base/index.js";
import { readSamplePort } from "./port.js";
import { sampleFeed, sampleTraffic } from "./traffic.js";

const port = readSamplePort();
const startUs = Date.UTC(2026, 10, 20, 8) * 1000;
const lines = sampleTraffic(port, startUs);

describe("the sample port", () => {
  test("is the same half hour for the same seed and another one for another", () => {
    expect(sampleTraffic(port, startUs)).toEqual(lines);
    expect(sampleTraffic(port, startUs, 2)).not.toEqual(lines);
  });

  test("is in order of time, lies within its half hour, and every member speaks", () => {
    for (let i = 1; i < lines.length; i++)
      expect(lines[i]?.atUs).toBeGreaterThanOrEqual(lines[i - 1]?.atUs as number);
    expect(lines.at(-1)?.atUs).toBeLessThan(startUs + (port.minutes + 2) * 60e6);
    expect(new Set(lines.map((line) => line.member))).toEqual(
      new Set(port.members.map((member) => member.id)),
    );
  });

  test("holds no address that anybody owns", () => {
    const own = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"].map((text) =>
      parseNetwork(text),
    );
    for (const text of new Set(lines.flatMap((line) => line.text.match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? []))) {
      const address = parseAddress(text);
      if (address === null) continue;
      const nobody =
        isInternalAddress(address) ||
        own.some((network) => network !== null && networkContains(network, address));
      expect(nobody, text).toBe(true);
    }
  });

  test("its feed lists the campaign with confidence and some of the noise without", () => {
    const feed = sampleFeed(port);
    expect(feed.filter((entry) => (entry.claim.confidence ?? 0) >= 70)).toHaveLength(2);
    expect(feed).toHaveLength(2 + port.scanners.listed);
  });

  test("the campaign reaches two members and not the third", () => {
    const touched = new Set(
      lines.filter((line) => line.text.includes(port.campaign.server)).map((line) => line.member),
    );
    expect(touched).toEqual(new Set(port.campaign.steps.map((step) => step.member)));
    expect(touched.size).toBe(2);
  });
});
