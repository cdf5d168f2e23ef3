/** Starts loading the sample port; its progress is in *Now*. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { demoShape } from "../shapes.js";

export const demoLoad = defineAction({
  id: "demo-load",
  method: "POST",
  path: "/demo",
  summary: "Load the sample port",
  roles: ["operator"],
  input: z.object({}),
  output: demoShape,
  async handle(center, caller) {
    const demo = await center.startDemo(actorOf(caller));
    if (!(demo instanceof Problem)) center.changed("source");
    return demo;
  },
});
