/** Removes the sample port and every trace of it. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { demoShape } from "../shapes.js";

export const demoRemove = defineAction({
  id: "demo-remove",
  method: "DELETE",
  path: "/demo",
  summary: "Remove the sample port",
  roles: ["operator"],
  input: z.object({}),
  output: demoShape,
  async handle(center, caller) {
    const demo = await center.removeDemo(actorOf(caller));
    if (!(demo instanceof Problem)) {
      center.changed("source");
      center.changed("warning");
    }
    return demo;
  },
});
