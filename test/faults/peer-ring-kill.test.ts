/**
 * Three centers in a ring on loopback, each the peer of both others, each with its own list. One of them is killed with
 * SIGKILL again and again while they tell one another, and comes back each time: in the end everyone has all lists, each
 * value once, under who said it first; and what is taken back vanishes everywhere.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";

const folder = newFolder();
const names = ["Alfa", "Bravo", "Charlie"] as const;
const valuesEach = 900;
const rounds = 4;

interface Port {
  readonly name: string;
  readonly data: string;
  readonly config: string;
  readonly url: string;
  readonly list: string;
  center: RunningCenter;
}

interface Peer {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly holding: number;
  readonly received: number;
  readonly refused: readonly { readonly code: string; readonly count: number }[];
  readonly head: { readonly sequence: number; readonly hash: string } | null;
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** What a port lists: documentation ranges, another for each. */
const valuesOf = (at: number, count = valuesEach): readonly string[] =>
  Array.from({ length: count }, (_, n) => `bad-${n}.list-${at}.example`);

async function openPort(name: string, at: number): Promise<Port> {
  const port = await freePort();
  const data = join(folder, name);
  const config = join(folder, `${name}.yaml`);
  const list = join(folder, `${name}-list.txt`);
  mkdirSync(data);
  writeFileSync(config, `share:\n  peers:\n    host: 127.0.0.1\n    port: ${port}\n    near: true\n`);
  writeFileSync(list, `${valuesOf(at).join("\n")}\n`);
  const center = await startCenter(data, ["--config", config]);
  return { name, data, config, url: `https://127.0.0.1:${port}`, list, center };
}

const peersOf = ({ data }: Port): readonly Peer[] =>
  breakwaterJson<{ peers: readonly Peer[] }>(["peer", "list", "--data", data]).peers;

function introduce(one: Port, other: Port): void {
  const invite = (port: Port) =>
    breakwaterJson<{ line: string }>([
      "peer",
      "invite",
      "--name",
      port.name,
      "--url",
      port.url,
      "--data",
      port.data,
    ]);
  invite(other);
  const file = join(folder, "invitation.json");
  writeFileSync(file, invite(one).line);
  const accepted = breakwaterJson<{ id: string; answer: string; fingerprint: string }>([
    "peer",
    "accept",
    file,
    "--data",
    other.data,
  ]);
  writeFileSync(file, accepted.answer);
  const answered = breakwaterJson<{ id: string; fingerprint: string }>([
    "peer",
    "accept",
    file,
    "--data",
    one.data,
  ]);
  expect(answered.fingerprint).toBe(accepted.fingerprint);
  for (const [port, id] of [
    [one, answered.id],
    [other, accepted.id],
  ] as const)
    breakwaterJson(["peer", "confirm", id, "--fingerprint", accepted.fingerprint, "--data", port.data]);
}

/** What a center says of a value: its sources, sorted. */
function sourcesOf(port: Port, value: string): readonly string[] {
  const looked = breakwaterJson<{ results?: unknown }>(["intel", "lookup", value, "--data", port.data]);
  return [
    ...new Set(
      [...JSON.stringify(looked).matchAll(/"source":"([^"]+)"/g)].map(([, source]) => source as string),
    ),
  ].sort();
}

const ports: Port[] = [];
afterAll(async () => {
  for (const { center } of ports) await center.kill("SIGKILL").catch(() => undefined);
  removeFolder(folder);
});

describe("three centers in a ring, one of them killed again and again", () => {
  test("nothing is lost, nothing is there twice, and it comes to rest", async () => {
    for (const [at, name] of names.entries()) ports.push(await openPort(name, at));
    const [alfa, bravo, charlie] = ports as [Port, Port, Port];
    introduce(alfa, bravo);
    introduce(bravo, charlie);
    introduce(charlie, alfa);
    for (const { list, data } of ports)
      breakwaterJson(["intel", "import", list, "--tlp", "TLP:GREEN", "--name", "own list", "--data", data]);
    for (let round = 0; round < rounds; round++) {
      // Mid-stream: it has some of what the others tell, and not all, or is about to tell its own.
      await new Promise((done) => setTimeout(done, 400 + ((round * 733) % 1900)));
      await bravo.center.kill("SIGKILL");
      bravo.center = await startCenter(bravo.data, ["--config", bravo.config]);
    }
    const all = ports.length * valuesEach;
    await expect
      .poll(
        () =>
          ports.map((port) => {
            const peers = peersOf(port);
            return {
              waiting: peers.reduce((sum, { waiting }) => sum + waiting, 0),
              holds: peers.reduce((sum, { holding }) => sum + holding, 0) >= all - valuesEach,
            };
          }),
        { timeout: 180_000, interval: 1500 },
      )
      .toEqual(ports.map(() => ({ waiting: 0, holds: true })));
    // Every value of every list at every other center, once, from who said it first.
    for (const port of ports)
      for (const [at, first] of ports.entries())
        for (const value of [0, 1, valuesEach - 1].map((n) => `bad-${n}.list-${at}.example`)) {
          const expected = first === port ? ["own list"] : [`peer:${first.name}`];
          // Both say `own list`: a feed of the same name here would not count beside it.
          await expect
            .poll(() => sourcesOf(port, value), { timeout: 30_000, interval: 1000 })
            .toEqual(expected);
        }
    for (const port of ports)
      for (const { refused } of peersOf(port))
        expect(refused.filter(({ code }) => code !== "own")).toEqual([]);
    // Each holds a signed head of the others' audit chains, and their chains hold it.
    const held = peersOf(alfa).find(({ name }) => name === bravo.name)?.head;
    expect(held).not.toBeNull();
    const copy = join(folder, "chain.ndjson");
    breakwater(["audit", "export", "--to", copy, "--data", bravo.data]);
    const key = breakwaterJson<{ publicKey: string }>(["audit", "key", "--data", bravo.data]).publicKey;
    const verified = breakwater([
      "audit",
      "verify",
      copy,
      "--key",
      key,
      "--head",
      `${held?.sequence}:${held?.hash}`,
    ]);
    expect(verified, verified.stdout).toMatchObject({ code: 0 });
    expect(readFileSync(copy, "utf8")).toContain('"kind":"peer-receive"');
    // Taken back where it was said, it is gone everywhere.
    writeFileSync(alfa.list, `${valuesOf(0, 10).join("\n")}\n`);
    breakwaterJson([
      "intel",
      "import",
      alfa.list,
      "--tlp",
      "TLP:GREEN",
      "--name",
      "own list",
      "--replace",
      "--data",
      alfa.data,
    ]);
    await expect
      .poll(() => [bravo, charlie].map((port) => sourcesOf(port, "bad-500.list-0.example")), {
        timeout: 60_000,
        interval: 1500,
      })
      .toEqual([[], []]);
    expect(sourcesOf(charlie, "bad-5.list-0.example")).toEqual([`peer:${alfa.name}`]);
    for (const { center } of ports) {
      await center.kill("SIGTERM");
      expect(center.process.exitCode).toBe(0);
    }
  }, 420_000);
});
