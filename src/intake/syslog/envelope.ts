/**
 * The syslog envelope: who said something when, around a device's own message. Both generations are read into
 * this one shape (`read-envelope.ts`); an event keeps of it what the line had.
 */

/** Structured data: element id, then parameter names to values (the last value where a name is repeated). */
export type StructuredData = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Envelope {
  readonly timeUs: number | null;
  /** 0 to 23 and 0 to 7 (RFC 5424, table 1 and 2); null where the line has no priority. */
  readonly facility: number | null;
  readonly severity: number | null;
  /** Empty where the line does not say, as are all below. */
  readonly host: string;
  readonly program: string;
  readonly pid: string;
  readonly messageId: string;
  readonly sequence: string;
  readonly data: StructuredData | null;
  readonly message: string;
}

/** What of the envelope an event keeps: only what the line had. */
export function envelopeFields(envelope: Envelope): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (envelope.facility !== null) fields["facility"] = envelope.facility;
  if (envelope.severity !== null) fields["severity"] = envelope.severity;
  for (const name of ["host", "program", "pid", "messageId", "sequence"] as const)
    if (envelope[name] !== "") fields[name] = envelope[name];
  if (envelope.data !== null) fields["data"] = envelope.data;
  return fields;
}
