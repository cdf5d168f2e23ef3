/** A thread of the reading process that ends it when it takes more memory than a reading may. */
import { readingRssMb } from "../limits.js";

/** How often it looks: unpacking fills some 100 MB in that time at most. */
const lookMs = 50;

setInterval(() => {
  if (process.memoryUsage.rss() > readingRssMb * 2 ** 20) process.kill(process.pid, "SIGKILL");
}, lookMs);
