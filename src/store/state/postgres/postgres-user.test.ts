import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { canReach, findUser, postgresUser } from "./postgres-user.js";

afterEach(() => {
  vi.restoreAllMocks();
});

test("root runs PostgreSQL as postgres, else as nobody, never as root", () => {
  const passwd =
    "root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n";
  expect(findUser(passwd, ["postgres", "nobody"])).toEqual({ uid: 101, gid: 104 });
  expect(findUser(passwd.replace("postgres:", "pg:"), ["postgres", "nobody"])).toEqual({
    uid: 65534,
    gid: 65533,
  });
  expect(findUser(passwd, ["root"])).toBeUndefined();
  expect(findUser("postgres:x:abc\npostgres", ["postgres"])).toBeUndefined();
});

test("someone else runs it as themselves", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  vi.spyOn(process, "getgid").mockReturnValue(1001);
  expect(await postgresUser("/nowhere")).toEqual({ uid: 1000, gid: 1001, other: false });
});

test("a closed folder on the way is seen", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bw-reach-"));
  const inner = join(folder, "closed", "inner");
  await mkdir(inner, { recursive: true });
  await chmod(folder, 0o755);
  const stranger = { uid: 65_000, gid: 65_000, other: true };
  expect(await canReach(inner, stranger)).toBe(true);
  await chmod(join(folder, "closed"), 0o700);
  expect(await canReach(inner, stranger)).toBe(false);
  expect(await canReach(inner, { ...stranger, other: false })).toBe(true);
  await rm(folder, { recursive: true, force: true });
});
