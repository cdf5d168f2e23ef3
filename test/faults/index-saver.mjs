// Saves an index again and again, each time with one name more, and says how many were in what is saved. It is killed
// by `index-kill.test.ts`.
import { writeSync } from "node:fs";

const [detectPath, path, names, from] = process.argv.slice(2);
const { IndicatorIndex } = await import(detectPath);
const claim = {
  source: "feed",
  confidence: 50,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:CLEAR",
  labels: [],
};
const index = new IndicatorIndex();
for (let i = 0; i < Number(names); i++) index.add({ type: "domain", value: `name${i}.example` }, claim);
for (let more = Number(from); ; more++) {
  index.add({ type: "domain", value: `more${more}.example` }, claim);
  const problem = await index.save(path, String(more));
  if (problem !== null) throw new Error(problem.detail);
  writeSync(1, `${more}\n`);
}
