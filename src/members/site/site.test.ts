import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import type { SiteListName } from "../../model/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { removeMember } from "../removal.js";
import { listRemovedExposures } from "../removed-members.js";
import { setLearningDays } from "./changing.js";
import { exportSiteList, importSiteList, putSiteEntry, removeSiteEntry } from "./importing.js";
import { listSites, readSite, readSiteHistory } from "./listing.js";
import { listSiteNames } from "./own-names.js";

const clock = fixedClock(1_764_000_000e6);
let state: State;
let made = 0;
beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

const given = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
};
const newMember = async (): Promise<string> =>
  given(
    await addMember(state.db, clock, { name: `Lister ${made++} of Cranes`, sector: "other", networks: [] }),
  ).id;
const taking =
  (memberId: string) =>
  (list: SiteListName, csv: string, replace = false) =>
    importSiteList(state.db, clock, { memberId, actor: "test" }, list, csv, replace);

describe("a member's lists", () => {
  test("come from files, name one another, and go out as they came", async () => {
    const memberId = await newMember();
    const take = async (list: SiteListName, csv: string) => given(await taking(memberId)(list, csv));
    await take(
      "zones",
      "name,kind,networks\nCrane LAN,control,10.71.40.0/24\nOffice,enterprise,10.71.4.0/24\n",
    );
    await take("conduits", "from;to;allows\nOffice;Crane LAN;tcp/102\n");
    await take("cranes", "Crane;Manufacturer;Terminal\nZulu 77;Zelphi;Pier 7\n");
    const assets = await take(
      "assets",
      "Type,Name,IP,MAC,Crane\nPLC,zulu-plc,10.71.40.10,00-1B-1B-00-00-01,zulu 77\nDrive,zulu-drive,10.71.40.11,,Zulu 77\n",
    );
    expect(assets).toMatchObject({ added: 2, refused: 0, faults: [], notes: [] });
    const orders = await take(
      "workOrders",
      'number,title,cranes,assets,vendor,start,end\nWO-1,"Hoist, north",Zulu 77,zulu-plc,Cranetek,2026-12-01 06:00,2026-12-01T12:00:00+01:00\n',
    );
    expect(orders.notes).toEqual(["1 row has times without a zone: taken as UTC, the center's"]);
    await take(
      "points",
      "name,address,point,most,unit,safety\nHoist load,10.71.40.10,4 holding 100,50.5,t,yes\n",
    );
    await take("vendors", "vendor,accounts,networks\nCranetek,ct-remote | ct-night,198.51.100.7\n");
    const site = await readSite(state.db, memberId);
    expect(site).toMatchObject({
      version: 7,
      learningDays: 14,
      cranes: [{ name: "Zulu 77", maker: "Zelphi", directiveStatus: "open" }],
      workOrders: [{ startUs: Date.UTC(2026, 11, 1, 6) * 1000, endUs: Date.UTC(2026, 11, 1, 11) * 1000 }],
      vendors: [{ accounts: ["ct-remote", "ct-night"], networks: ["198.51.100.7/32"] }],
    });
    expect(site.assets.map(({ craneId, mac }) => [craneId, mac])).toEqual([
      [site.cranes[0]?.id, ""],
      [site.cranes[0]?.id, "00:1b:1b:00:00:01"],
    ]);
    expect((await listSites(state.db)).find((each) => each.memberId === memberId)).toEqual(site);
    for (const list of [
      "zones",
      "conduits",
      "cranes",
      "assets",
      "workOrders",
      "points",
      "vendors",
    ] as const) {
      const csv = await exportSiteList(state.db, memberId, list);
      expect(await taking(memberId)(list, csv, true)).toMatchObject({
        added: 0,
        changed: 0,
        removed: 0,
        refused: 0,
      });
    }
  });

  test("are changed entry by entry, and each change can be read", async () => {
    const memberId = await newMember();
    const by = { memberId, actor: "test" };
    const { id } = given(
      await putSiteEntry(state.db, clock, by, "cranes", null, { name: "Yankee 5", berth: "B2" }),
    );
    const changed = given(await putSiteEntry(state.db, clock, by, "cranes", id, { note: "new drives" }));
    expect(changed).toMatchObject({ outcome: "changed", version: 2, id });
    expect(
      await putSiteEntry(state.db, clock, by, "cranes", null, { name: "YANKEE 5", note: "new drives" }),
    ).toMatchObject({
      outcome: "changed",
      id,
    });
    expect(await putSiteEntry(state.db, clock, by, "cranes", id, {})).toMatchObject({ outcome: "unchanged" });
    given(
      await putSiteEntry(state.db, clock, by, "assets", null, {
        name: "y5-hmi",
        addresses: "10.1.1.1",
        crane: "yankee 5",
      }),
    );
    const needed = await removeSiteEntry(state.db, clock, by, "cranes", id);
    expect(needed).toMatchObject({
      code: "members.site-entry-needed",
      detail: "YANKEE 5 is named by y5-hmi.",
    });
    expect(await setLearningDays(state.db, clock, memberId, 21, "test")).toBe(5);
    const { rows, next } = await readSiteHistory(state.db, { memberId, limit: 2 });
    expect(rows).toMatchObject([
      { kind: "learning days", before: { days: "14" }, after: { days: "21" }, by: "somebody who left" },
      { list: "assets", kind: "added", name: "y5-hmi", before: null, after: { crane: "YANKEE 5" } },
    ]);
    const older = await readSiteHistory(state.db, { memberId, limit: 9, after: next ?? 0, entryId: id });
    expect(older.rows.map(({ kind, after }) => [kind, after?.["note"]])).toEqual([
      ["changed", "new drives"],
      ["changed", "new drives"],
      ["added", ""],
    ]);
    expect(older.next).toBeNull();
    const audit = await listAudit(state.db, { limit: 3 });
    expect(JSON.stringify(audit)).toContain('"site-settings-put"');
    expect(JSON.stringify(audit)).not.toContain("y5-hmi");
  });

  test("replaced by a file, lose what it does not have, but for what is named and where rows were refused", async () => {
    const memberId = await newMember();
    const take = taking(memberId);
    given(await take("cranes", "name\nA-1\nA-2\nA-3\n"));
    given(await take("windows", "title,cranes,start,end\nYearly,A-1,2026-12-01T00:00Z,2026-12-02T00:00Z\n"));
    expect(await take("cranes", "name,directive\nA-3,maybe\n", true)).toMatchObject({
      removed: 0,
      refused: 1,
    });
    expect(await take("cranes", "name\nA-3\n", true)).toMatchObject({
      removed: 1,
      unchanged: 1,
      notes: ["A-1 stays, as Yearly names it"],
    });
  });

  test("hide the names of cranes, machines and vendors from others, but for what is everybody's", async () => {
    const [one, other] = [await newMember(), await newMember()];
    for (const memberId of [one, other])
      given(await taking(memberId)("cranes", "name,maker\nSTS-1,Zelphi\n"));
    given(await taking(one)("cranes", "name,maker\nXray 9,Zelphi\nCrane,Zelphi\n"));
    given(await taking(one)("assets", "name,addresses\nxray9-plc,10.9.9.9\n"));
    given(
      await taking(one)(
        "vendors",
        "vendor,accounts\nZelphi,zelphi-remote\nOrbwork Services,orbw-svc | admin\n",
      ),
    );
    const own = async () =>
      (await listSiteNames(state.db))
        .filter(({ memberId }) => [one, other].includes(memberId))
        .map(({ kind, value }) => `${kind}: ${value}`);
    const hidden = [
      "brand: Orbwork Services",
      "crane: Xray 9",
      "host: xray9-plc",
      "vendor account: orbw-svc",
      "vendor account: zelphi-remote",
    ];
    expect(await own()).toEqual(hidden);
    given(await removeMember(state.db, clock, one));
    const left = (await listRemovedExposures(state.db)).filter(({ memberId }) => memberId === one);
    expect(left.map(({ kind, value }) => `${kind}: ${value}`)).toEqual(hidden);
    expect(await readSite(state.db, one)).toMatchObject({ version: 0, cranes: [] });
  });
});
