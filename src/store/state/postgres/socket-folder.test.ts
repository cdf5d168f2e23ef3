import { rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { socketFits, socketFolder } from "./socket-folder.js";

const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, other: false };

test("a folder that fits is taken; under a longer path the socket stands in a short folder of its own", async () => {
  const socketName = "/.s.PGSQL.5432";
  const longest = `/${"a".repeat((process.platform === "darwin" ? 103 : 107) - socketName.length - 1)}`;
  expect(socketFits(longest)).toBe(true);
  expect(socketFits(`${longest}a`)).toBe(false);
  expect(socketFits(`/${"é".repeat(50)}`)).toBe(false);
  expect(await socketFolder(longest, user)).toBe(longest);
  const short = await socketFolder(`${longest}a`, user);
  expect(basename(short)).toMatch(/^bw-/);
  expect((await stat(short)).mode & 0o777).toBe(0o700);
  await rm(short, { recursive: true });
});
