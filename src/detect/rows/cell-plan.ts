/**
 * What the columns of a tab-separated log are, written into the kernel's memory as `assembly/rows-cells.ts` reads
 * it. One place serves one plan after the other, as a batch has one head.
 */
import { assert } from "../../base/index.js";
import type { CellRowRules } from "../../intake/index.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { type Role, readingNumbers, zeekRoles } from "./roles.js";

const columnBytes = 32;
const headBytes = 64;
/** The intake takes 2,000 columns; names longer than 60 on average are not names. */
const planBytes = 256 * 1024;
const kinds = { text: 0, number: 1, bool: 2, list: 3, "number-list": 4 } as const;

/** A column has one key, whatever dots are in it; a role with a longer path can't stand in one. */
const roleOf = new Map<string, Role>(
  zeekRoles.flatMap((role) => (role[1].length === 1 ? [[role[1][0] as string, role] as const] : [])),
);

/** The log of a tab-separated file stands in its head, and whole objects in no cell. */
const notInCells: ReadonlySet<string> = new Set(["_path", "@stream", "id"]);

export class CellPlan {
  readonly at: number;
  readonly #memory: KernelMemory;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
    this.at = memory.alloc(planBytes);
  }

  /** False where the head is too large for the kernel. */
  write(rules: CellRowRules): boolean {
    const { view, bytes } = this.#memory;
    const { columns } = rules;
    const columnsAt = this.at + headBytes;
    let textAt = columnsAt + columns.length * columnBytes;
    const end = this.at + planBytes - 64;
    const put = (at: number, text: string): void => {
      const encoded = Buffer.from(text);
      view.setUint32(at, textAt, true);
      view.setUint32(at + 4, encoded.length, true);
      if (textAt + encoded.length < end) bytes.set(encoded, textAt);
      textAt += encoded.length;
    };
    bytes.fill(0, this.at, Math.min(textAt, end));
    if (textAt >= end) return false;
    view.setUint32(this.at, columnsAt, true);
    view.setUint32(this.at + 4, columns.length, true);
    view.setUint32(this.at + 8, rules.labels, true);
    view.setUint32(this.at + 12, rules.labelsInLastCell ? 1 : 0, true);
    assert(rules.setSeparator.length === 1, "the elements of a set are parted by one character");
    view.setUint32(this.at + 16, rules.setSeparator.charCodeAt(0), true);
    put(this.at + 20, rules.emptyField);
    put(this.at + 28, rules.unsetField);
    columns.forEach(({ name, kind, reading }, index) => {
      const at = columnsAt + index * columnBytes;
      const role = notInCells.has(name) ? undefined : roleOf.get(name);
      view.setUint32(at, kinds[kind], true);
      view.setUint32(at + 4, role?.[0] ?? 0, true);
      view.setUint32(at + 8, reading === null ? 0 : readingNumbers[reading], true);
      view.setUint32(at + 12, role?.[2] === true ? 1 : 0, true);
      put(at + 16, `${JSON.stringify(name)}:`);
    });
    return textAt < end;
  }
}
