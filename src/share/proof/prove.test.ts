import { expect, test } from "vitest";
import { prove } from "./prove.js";

test("the gate shows no origin and does not tell two of a sector apart", () => {
  const seed = Number(process.env["BREAKWATER_PROVE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const proof = prove(seed, Number(process.env["BREAKWATER_PROVE_CASES"] ?? 60_000));
  console.info(
    `gate: ${proof.cases} cases, ${proof.releasedToOthers} released to others, ${proof.stopped} stopped or cut, seed ${seed}`,
  );
  expect(proof.leaks, `seed ${seed}`).toEqual([]);
  expect(proof.releasedToOthers, "it must not hold by refusing everything").toBeGreaterThan(500);
  expect(proof.stopped, "values must be hidden in what is judged").toBeGreaterThan(300);
});
