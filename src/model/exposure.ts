/**
 * What a member privately calls its own. The register is visible to that member and the center's operators only;
 * the gate cuts these values from everything others get (docs/exposures.md).
 */
export const exposureKinds = [
  "network",
  "domain",
  "mail domain",
  "brand",
  "person",
  "vessel",
  "host",
  "crane",
  "product",
  "vendor account",
] as const;
export type ExposureKind = (typeof exposureKinds)[number];

export interface Exposure {
  readonly id: string;
  readonly memberId: string;
  readonly kind: ExposureKind;
  /** Normalized: canonical CIDR, punycode lower-case domain, NFC text otherwise. */
  readonly value: string;
  /** Other spellings and numbers it goes by: IMO, MMSI, call sign, CPE, version, former names. */
  readonly also: readonly string[];
  readonly note: string;
}
