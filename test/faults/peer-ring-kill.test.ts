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
  askCenter,
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";
import { times } from "../whole.js";

const folder = newFolder();
const names = ["Alfa", "Bravo", "Charlie"] as const;
const valuesEach = 600;
const rounds = times(3, 4);

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

const ask = <T>({ data }: Port, method: string, path: string, body?: object): Promise<T> =>
  askCenter<T>(data, method, path, body);

const peersOf = async (port: Port): Promise<readonly Peer[]> =>
  (await ask<{ peers: readonly Peer[] }>(port, "GET", "/peers")).peers;

async function introduce(one: Port, other: Port): Promise<void> {
  const invite = ({ name, url }: Port) => ({ name, url });
  await ask(other, "POST", "/peers/invite", invite(other));
  const { line } = await ask<{ line: string }>(one, "POST", "/peers/invite", invite(one));
  interface Accepted {
    readonly id: string;
    readonly answer: string;
    readonly fingerprint: string;
  }
  const accepted = await ask<Accepted>(other, "POST", "/peers/accept", { line });
  const answered = await ask<Accepted>(one, "POST", "/peers/accept", { line: accepted.answer });
  expect(answered.fingerprint).toBe(accepted.fingerprint);
  const { fingerprint } = accepted;
  await ask(one, "POST", `/peers/${answered.id}/confirm`, { fingerprint });
  await ask(other, "POST", `/peers/${accepted.id}/confirm`, { fingerprint });
}

/** What a center says of some values: `bad-0.list-1.example: peer:Bravo`. */
async function sourcesOf(port: Port, values: readonly string[]): Promise<readonly string[]> {
  const { rows } = await ask<{
    rows: readonly {
      observable: { value: string } | null;
      claims: readonly { source: string }[];
    }[];
  }>(port, "POST", "/lookup", { text: values.join(" ") });
  return rows.map(
    ({ observable, claims }) =>
      `${observable?.value}: ${claims
        .map(({ source }) => source)
        .sort()
        .join(", ")}`,
  );
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
    await introduce(alfa, bravo);
    await introduce(bravo, charlie);
    await introduce(charlie, alfa);
    for (const { list, data } of ports)
      breakwaterJson(["intel", "import", list, "--tlp", "TLP:GREEN", "--name", "own list", "--data", data]);
    for (let round = 0; round < rounds; round++) {
      // Mid-stream: it has some of what the others tell, and not all, or is about to tell its own.
      await new Promise((done) => setTimeout(done, 400 + ((round * 733) % 1900)));
      await bravo.center.kill("SIGKILL");
      bravo.center = await startCenter(bravo.data, ["--config", bravo.config]);
    }
    // Every value of every list at every other center, once, from who said it first. All call their list the same: a
    // feed of that name here would not count beside it, did it list the same.
    const all = ports.flatMap((_, at) => valuesOf(at));
    for (const port of ports) {
      const wanted = ports.flatMap((first, at) =>
        valuesOf(at).map((value) => `${value}: ${first === port ? "own list" : `peer:${first.name}`}`),
      );
      await expect.poll(() => sourcesOf(port, all), { timeout: 240_000, interval: 1500 }).toEqual(wanted);
      await expect
        .poll(async () => (await peersOf(port)).map(({ waiting }) => waiting), {
          timeout: 180_000,
          interval: 1000,
        })
        .toEqual([0, 0]);
      for (const { refused } of await peersOf(port))
        expect(refused.filter(({ code }) => code !== "own")).toEqual([]);
    }
    // Each holds a signed head of the others' audit chains, and their chains hold it.
    const held = (await peersOf(alfa)).find(({ name }) => name === bravo.name)?.head;
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
    const asked = ["bad-5.list-0.example", "bad-500.list-0.example"];
    for (const port of [bravo, charlie])
      await expect
        .poll(() => sourcesOf(port, asked), { timeout: 90_000, interval: 1500 })
        .toEqual([`${asked[0]}: peer:${alfa.name}`, `${asked[1]}: `]);
    for (const { center } of ports) {
      await center.kill("SIGTERM");
      expect(center.process.exitCode).toBe(0);
    }
  }, 600_000);
});
