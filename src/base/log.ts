/**
 * The structured log: JSON lines on stderr. Stdout belongs to a command's answer. Secrets are redacted by name
 * here, once, whatever a caller passes.
 */
import { type Logger, pino } from "pino";

export type Log = Logger;

const secretNames = ["token", "password", "secret", "authorization", "cookie", "link"];

export function openLog(options: { level: string; pretty?: boolean }): Log {
  return pino(
    {
      level: options.level,
      base: null,
      // An error has nothing that JSON would show by itself.
      serializers: {
        error: (error: unknown) => (error instanceof Error ? pino.stdSerializers.err(error) : error),
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: "[hidden]" },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
