import type { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { openPool } from "./clients.js";

test("a broken connection is told without its client, which has secrets", async () => {
  const heard: Error[] = [];
  const pool = openPool({ host: "/nowhere" }, (error) => void heard.push(error));
  const broken = Object.assign(new Error("terminating connection"), { client: { secretKey: 7 } });
  (pool as EventEmitter).emit("error", broken);
  expect(heard).toEqual([broken]);
  expect(JSON.stringify(heard[0])).not.toContain("secretKey");
  expect("client" in broken).toBe(false);
  await pool.end();
});
