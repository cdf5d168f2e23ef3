import { expect, test } from "vitest";
import { eveSieve } from "../../intake/eve/sieve.js";
import { zeekJsonSieve } from "../../intake/zeek/sieve.js";
import { KernelView } from "./reference/kernel-view.js";

test("x", () => {
  const view = new KernelView();
  for (const plan of [eveSieve, zeekJsonSieve("conn.log")]) {
    for (const [path, reading] of Object.entries(plan.fields)) {
      const seen: string[] = [];
      for (const key of [path, path.replaceAll(".", "_"), path.split(".").at(-1)]) {
        const chunk = view.scan(plan, `{"${key}":"x"}\n`);
        seen.push(`${key}: ${chunk.tape.map((e) => e.reading)} ${[...chunk.slow.values()]}`);
      }
      console.log(plan.name, path, reading, "|", seen.join(" | "));
    }
  }
  expect(1).toBe(1);
});
