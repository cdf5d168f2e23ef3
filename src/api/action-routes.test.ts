import { expect, test } from "vitest";
import { actionRoutes } from "./action-routes.js";
import { actions } from "./actions/index.js";

test("what is generated of the actions' files is what the actions say", () => {
  expect(actionRoutes).toEqual(
    Object.fromEntries(actions.map(({ id, method, path }) => [id, [method, path]])),
  );
});
