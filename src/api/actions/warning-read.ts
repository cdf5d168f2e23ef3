/** One warning, whole, as the gate releases it to the caller. */
import { z } from "zod";
import { roles } from "../../model/index.js";
import { readWarning } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { idShape, warningShape } from "../shapes.js";

export const warningRead = defineAction({
  id: "warning-read",
  method: "GET",
  path: "/warnings/:id",
  summary: "One warning",
  roles,
  scope: "read",
  input: z.object({ id: idShape }),
  output: warningShape,
  handle: (center, { person }, { id }) => readWarning(center.state, person, id),
});
