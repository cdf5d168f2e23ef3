/** The API roots of TAXII and their collections, with who may use them, and the programs that do. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listBasicUsers, listMembers, listTokens } from "../../members/index.js";
import { ensureOwnRoot, listCollections, listRoots } from "../../share/index.js";
import { defineAction } from "../action.js";
import { taxiiListShape } from "../exchange-shapes.js";
import { recordsFor } from "../records.js";

const programScopes: readonly string[] = ["read", "report"];

export const taxiiList = defineAction({
  id: "taxii-list",
  method: "GET",
  path: "/taxii",
  summary: "The API roots of TAXII, their collections, and the programs that use them",
  roles: ["operator"],
  input: z.object({}),
  output: taxiiListShape,
  async handle(center, { person }) {
    const { db } = center.state;
    await ensureOwnRoot(db, center.clock);
    const collections = await listCollections(db);
    const roots = (await listRoots(db)).map((root) => ({
      ...root,
      collections: collections.filter(({ rootPath }) => rootPath === root.path),
    }));
    const users = await listBasicUsers(db);
    const members = new Map((await listMembers(db)).map(({ id, name }) => [id, name]));
    const programs = (await listTokens(db))
      .filter(
        ({ revokedUs, scopes }) => revokedUs === null && scopes.some((one) => programScopes.includes(one)),
      )
      .map(({ id, name, memberId, scopes, usedUs }) => ({
        user: users.get(id) ?? null,
        token: name,
        member: memberId === null ? null : (members.get(memberId) ?? ""),
        scopes: scopes.filter((one) => programScopes.includes(one)),
        usedUs,
      }));
    const told = await recordsFor(center, person, { record: "token", memberId: null }, programs);
    return told instanceof Problem ? told : { roots, programs: told };
  },
});
