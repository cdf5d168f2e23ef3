import fc from "fast-check";
import { expect, test } from "vitest";
import { SyslogFrames } from "./syslog-frames.js";

/** All lines of a stream cut into portions of these sizes, over and over. */
function linesOf(stream: Buffer, sizes: readonly number[]): string[] {
  const frames = new SyslogFrames();
  let taken = "";
  for (let from = 0, turn = 0; from < stream.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    frames.push(stream.subarray(from, from + size));
    if (turn % 3 === 0) taken += frames.take()?.toString() ?? "";
    from += size;
  }
  frames.end();
  taken += frames.take()?.toString() ?? "";
  return taken.split("\n").filter((line) => line !== "");
}

test("messages of both framings come out whole, wherever the stream is cut", () => {
  const message = fc.record({
    text: fc.stringMatching(/^<[1-9][0-9]>[ -~]{0,60}$/),
    counted: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (messages, sizes) => {
        const stream = messages
          .map(({ text, counted }) => (counted ? `${text.length} ${text}` : `${text}\n`))
          .join("");
        expect(linesOf(Buffer.from(stream), sizes)).toEqual(messages.map(({ text }) => text));
      },
    ),
  );
});

test("nonsense never throws, and holds no more than it was given", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const frames = new SyslogFrames();
      frames.push(Buffer.from(bytes));
      frames.end();
      expect(frames.take()?.length ?? 0).toBeLessThanOrEqual(bytes.length + 1);
    }),
  );
});
