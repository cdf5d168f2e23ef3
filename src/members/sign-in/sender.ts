/**
 * Where a sign-in comes from: the address, and the browser and system in a few words. What makes a device "known" is
 * both together, the address by its network, so that a phone's next address is not a new device every time.
 */
import { formatNetwork, maskAddress, parseAddress, sha256Hex } from "../../base/index.js";

export interface Sender {
  readonly address: string;
  readonly userAgent: string;
}

export const unknownSender: Sender = { address: "", userAgent: "" };

const browsers: readonly (readonly [string, RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//],
  ["Safari", /\bSafari\//],
];
const systems: readonly (readonly [string, RegExp])[] = [
  ["Android", /\bAndroid\b/],
  ["iPhone or iPad", /\b(?:iPhone|iPad|iPod)\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

/** "Firefox on Windows"; "another program" for what names no browser. */
export function deviceWords(userAgent: string): string {
  const text = userAgent.slice(0, 400);
  const browser = browsers.find(([, pattern]) => pattern.test(text))?.[0];
  const system = systems.find(([, pattern]) => pattern.test(text))?.[0];
  if (browser === undefined) return system === undefined ? "another program" : `another program on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** The network of an address as far as failures and devices are told apart by it: /24, or /48 for IPv6. */
export function nearNetwork(text: string): string {
  const address = parseAddress(text);
  if (address === null) return text.slice(0, 100);
  const prefix = address.v4 ? 24 : 48;
  return formatNetwork({ address: maskAddress(address, prefix), prefix });
}

/** Who one address is for counting failures: itself, or its /64 for IPv6, which one machine has whole. */
export function sourceOf(text: string): string {
  const address = parseAddress(text);
  if (address === null || address.v4) return text.slice(0, 100);
  return formatNetwork({ address: maskAddress(address, 64), prefix: 64 });
}

export const deviceHash = (personId: string, sender: Sender): string =>
  sha256Hex(`${personId}\0${deviceWords(sender.userAgent)}\0${nearNetwork(sender.address)}`);
