// `npm run prove [-- --cases N] [--seed S] [--json]`: puts the gate through made-up communities until there were so
// many cases (a million where none is said), and exits 1 where anything leaked. docs/the-gate.md says what is judged.
import { parseArgs } from "node:util";
import { ensureBuilt, ensureInstalled, fail } from "./steps.mjs";

const { values } = parseArgs({
  options: { cases: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } },
});
const number = (text, otherwise, what) => {
  if (text === undefined) return otherwise;
  if (!/^\d{1,10}$/.test(text)) fail(`--${what} takes a whole number, not ${text}.`);
  return Number(text);
};
const cases = number(values.cases, 1_000_000, "cases");
const seed = number(values.seed, Math.floor(Math.random() * 2 ** 31), "seed");
await ensureInstalled();
await ensureBuilt();
const { prove } = await import("../dist/share/proof/prove.js");
const say = (done) => process.stderr.isTTY && process.stderr.write(`\r${done.toLocaleString("en")} cases`);
const proof = prove(seed, cases, say);
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const leak of proof.leaks)
  console.error(
    `A leak (${leak.judge}), scene ${leak.seed}: ${leak.what}\n  again: npm run prove -- --seed ${leak.seed} --cases 1`,
  );
if (values.json)
  console.log(
    JSON.stringify({
      cases: proof.cases,
      leaks: proof.leaks.length,
      seed,
      released_to_others: proof.releasedToOthers,
      stopped: proof.stopped,
    }),
  );
else
  console.log(
    `${proof.cases.toLocaleString("en")} cases, seed ${seed}: ${proof.leaks.length} leaks; ` +
      `${proof.releasedToOthers.toLocaleString("en")} released to others, ${proof.stopped.toLocaleString("en")} stopped or cut.`,
  );
process.exitCode = proof.leaks.length > 0 ? 1 : 0;
