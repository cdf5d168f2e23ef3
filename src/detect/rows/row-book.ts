/**
 * The texts that rows hold as codes: names of logs, protocols, services. The kernel asks for a text once; what it
 * stands for in a column is worked out by the format's rules, and the code is its place here. Code 0 is no text.
 */

/** What a column takes, in characters. */
const lengthsMax = { logs: 128, protocols: 32, services: 64 } as const;
/** As many as make the kernel's table half full; then all is forgotten, as only hostile senders have so many. */
export const textsMax = 900;

type Column = keyof typeof lengthsMax;

export class RowBook {
  readonly logs: string[] = [""];
  readonly protocols: string[] = [""];
  readonly services: string[] = [""];
  readonly #codes = {
    logs: new Map<string, number>([["", 0]]),
    protocols: new Map<string, number>([["", 0]]),
    services: new Map<string, number>([["", 0]]),
  };

  /** The code of a text in a column. */
  code(column: Column, text: string): number {
    const cut = text.slice(0, lengthsMax[column]);
    const codes = this.#codes[column];
    let code = codes.get(cut);
    if (code === undefined) {
      code = this[column].push(cut) - 1;
      codes.set(cut, code);
    }
    return code;
  }
}
