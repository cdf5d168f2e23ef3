/** Whether members' copies of reports are marked, so that a leaked one tells whose it was. */
import { z } from "zod";
import { loadWatermark, setWatermark } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";

export const watermarkUpdate = defineAction({
  id: "watermark-update",
  method: "PUT",
  path: "/sharing/watermark",
  summary: "Mark members' copies of reports, or no longer",
  roles: ["operator"],
  input: z.object({ isOn: z.boolean() }),
  output: z.object({ isOn: z.boolean() }),
  async handle(center, caller, { isOn }) {
    await setWatermark(center.state.db, center.clock, isOn, actorOf(caller));
    return { isOn: (await loadWatermark(center.state.db)).isOn };
  },
});
