/**
 * How a kind of sender is connected: the exact lines, for *Connect a source*. One file each in `shippers/`; adding one
 * touches nothing else. `$TOKEN` stands for the member's token in all of them.
 */
export interface ShipperPlace {
  /** `https://center.example:8420`, as the browser reached it. */
  readonly address: string;
  /** Its parts. */
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: string;
}

export interface Shipper {
  readonly id: string;
  readonly title: string;
  /** Place in the list; close numbers belong together. */
  readonly order: number;
  /** The file that the lines go into, or what to do with them. */
  readonly into: string;
  readonly lines: (place: ShipperPlace) => string;
  /** What must be set at the center first, as YAML; left out where nothing must. */
  readonly center?: (place: ShipperPlace) => string;
  /** What is to be known: one or two plain sentences. */
  readonly note: string;
}
