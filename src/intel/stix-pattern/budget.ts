/**
 * What one evaluation may cost. A unit is about one look at one value; five million of them take a few seconds at
 * most. A pattern that would need more is stopped with a Problem and says nothing of the data.
 */
export class BudgetSpent extends Error {}

export class Budget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** @throws BudgetSpent where too little is left. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new BudgetSpent();
  }
}
