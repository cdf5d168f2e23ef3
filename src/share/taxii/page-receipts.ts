/** One receipt a page, with the hash of all that left in it; a page of nothing has none. */
import { sha256Hex } from "../../base/index.js";
import { inTransaction } from "../../store/index.js";
import { type Receipt, writeReceipts } from "../gate/receipts.js";
import type { Client, ShelfParts } from "./client.js";
import type { ShelfObject } from "./shelf.js";
import { taxiiTime } from "./times.js";

export class PageReceipts {
  readonly #parts: ShelfParts;
  readonly #place: string;
  readonly #client: Client;

  /** `place` is the collection's: its root's path and its id. */
  constructor(parts: ShelfParts, place: string, client: Client) {
    this.#parts = parts;
    this.#place = place;
    this.#client = client;
  }

  async keep(objects: readonly ShelfObject[]): Promise<void> {
    const { state, clock } = this.#parts;
    const { recipient, actor, memberId } = this.#client;
    const [first] = objects;
    const last = objects.at(-1);
    if (first === undefined || last === undefined) return;
    const receipt: Receipt = {
      objectKind: "taxii-page",
      objectId: `${this.#place} ${taxiiTime(first.addedUs)}`,
      recipientKind: recipient.kind,
      recipientId: recipient.kind === "person" ? recipient.person.id : (memberId ?? "center"),
      channel: "taxii",
      released: true,
      rule: memberId === null ? "operator" : "center-shared",
      reason: `${objects.length} objects, added until ${taxiiTime(last.addedUs)}.`,
      formHash: sha256Hex(objects.map(({ content }) => content).join("\n")),
      mark: null,
    };
    await inTransaction(state.db, (tx) => writeReceipts(tx, clock, [receipt], actor));
  }
}
