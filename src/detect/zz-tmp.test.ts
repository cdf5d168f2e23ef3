import { expect, test } from "vitest";
import { scanBatch } from "./fast-scanner.js";
import { scanBatchSlowly } from "./scanner.js";
import { differenceOn } from "./testing/comparing.js";
import { worlds } from "./testing/worlds.js";
const of = (world: number, format: any, fileName: string, text: string) => test(`${format} ${text}`, async () => {
  const index = worlds()[world]!.index;
  expect(await differenceOn({ format, fileName, bytes: Buffer.from(text), chunkBytes: 1 << 20, batchBytes: 1 << 18 }, { slow: scanBatchSlowly, fast: scanBatch, index, events: false })).toBeNull();
});
of(2, "eve", "http.log", '{"event_type":"c","dest_ip":"0::1.2.3.4","":[]}}');
of(2, "eve", "http.log", '{"event_type":"c","dest_ip":"0::1.2.3.4","":[]}');
of(2, "eve", "http.log", '{"event_type":"c","dest_ip":"0::1.2.3.4","":[]}\n');
of(0, "zeek-json", "dhcp.log", '{"":0,"":"","id":{"orig_h":"::FFFF:10.0.0.1","":5},"":""}\n');
of(0, "zeek-tsv", "http.log", "#fields\ts\tu\ti\tid.resp_h\t4\tn\tg\n\t\t\t1\\x30.7.0.1\t\t\t \n");
of(0, "zeek-tsv", "eve.json", "#fields\tp\th\ts\t_h\n\t\t\t203.0.1.0\n80\t\n");
