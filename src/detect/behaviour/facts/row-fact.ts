/**
 * Facts of the rows of a finished block. A fact looks into its block, which must stay as it is while the fact is used;
 * what is kept longer is copied out of it (`evidenceOf`). The record's own fields are read as JSON when they are first
 * asked for, and each derived part is worked out once.
 */
import type { Action, Direction, Evidence } from "../../../model/index.js";
import type { BlockRows } from "../../../store/index.js";
import { cut } from "../../evidence.js";
import type { OtMessage } from "../../ot/message.js";
import { otMessageOf } from "../../ot/read-message.js";
import type { Inside } from "../../sighting.js";
import type { AlertFact, ConnectionFact, DnsFact, Fact, HttpFact, LoginFact, TlsFact } from "../fact.js";
import { alertOf } from "./alert.js";
import { connectionOf } from "./connection.js";
import { dnsOf } from "./dns.js";
import { httpOf } from "./http.js";
import { loginOf } from "./login.js";
import type { Native } from "./native-fields.js";
import { tlsOf } from "./tls.js";
import type { Whose } from "./whose.js";

const noFields: Native = {};

/** Lines of rows, asked only for those that something was found in; 0 where unknown. */
export type LineOf = (row: number) => number;

class RowFact implements Fact {
  readonly memberId: string;
  readonly timeUs: number;
  readonly log: string;
  readonly source: string;
  readonly destination: string;
  readonly sourceInside: boolean;
  readonly destinationInside: boolean;
  readonly #rows: BlockRows;
  readonly #row: number;
  readonly #lineOf: LineOf;
  #native: Native | null = null;
  #connection: ConnectionFact | null | undefined;
  #login: LoginFact | null | undefined;
  #dns: DnsFact | null | undefined;
  #http: HttpFact | null | undefined;
  #tls: TlsFact | null | undefined;
  #alert: AlertFact | null | undefined;
  #ot: OtMessage | null | undefined;

  constructor(rows: BlockRows, row: number, memberId: string, inside: Inside, ends: Ends, lineOf: LineOf) {
    this.#rows = rows;
    this.#row = row;
    this.#lineOf = lineOf;
    this.memberId = memberId;
    this.timeUs = rows.time.at(row);
    this.log = rows.log.at(row);
    this.source = ends.source;
    this.destination = ends.destination;
    this.sourceInside = ends.source !== "" && inside(ends.source);
    this.destinationInside = ends.destination !== "" && inside(ends.destination);
  }

  get receivedUs(): number {
    return this.#rows.received.at(this.#row);
  }

  get timed(): boolean {
    return this.#rows.timed.at(this.#row) === 1;
  }

  get sourcePort(): number {
    return this.#rows.source_port.at(this.#row);
  }

  get destinationPort(): number {
    return this.#rows.destination_port.at(this.#row);
  }

  get direction(): Direction {
    if (this.sourceInside) return this.destinationInside ? "internal" : "outbound";
    return this.destinationInside ? "inbound" : "unknown";
  }

  get protocol(): string {
    return this.#rows.protocol.at(this.#row);
  }

  get service(): string {
    return this.#rows.service.at(this.#row);
  }

  get action(): Action {
    return this.#rows.action.at(this.#row) as Action;
  }

  get user(): string {
    return this.#rows.user.at(this.#row);
  }

  get message(): string {
    return this.#rows.message.at(this.#row);
  }

  get names(): readonly string[] {
    return this.#rows.names.at(this.#row);
  }

  get addresses(): readonly string[] {
    return this.#rows.addresses.at(this.#row);
  }

  get urls(): readonly string[] {
    return this.#rows.urls.at(this.#row);
  }

  get hashes(): readonly string[] {
    return this.#rows.hashes.at(this.#row);
  }

  get native(): Native {
    if (this.#native === null) this.#native = readNative(this.nativeText);
    return this.#native;
  }

  get nativeText(): string {
    return this.#rows.native.at(this.#row);
  }

  get line(): number {
    return this.#lineOf(this.#row);
  }

  get mark(): string | null {
    const mark = this.#rows.mark.at(this.#row);
    return mark === "" ? null : mark;
  }

  get connection(): ConnectionFact | null {
    if (this.#connection === undefined) this.#connection = connectionOf(this);
    return this.#connection;
  }

  get login(): LoginFact | null {
    if (this.#login === undefined) this.#login = loginOf(this);
    return this.#login;
  }

  get dns(): DnsFact | null {
    if (this.#dns === undefined) this.#dns = dnsOf(this);
    return this.#dns;
  }

  get http(): HttpFact | null {
    if (this.#http === undefined) this.#http = httpOf(this);
    return this.#http;
  }

  get tls(): TlsFact | null {
    if (this.#tls === undefined) this.#tls = tlsOf(this);
    return this.#tls;
  }

  get alert(): AlertFact | null {
    if (this.#alert === undefined) this.#alert = alertOf(this);
    return this.#alert;
  }

  get ot(): OtMessage | null {
    if (this.#ot === undefined) this.#ot = otMessageOf(this);
    return this.#ot;
  }
}

interface Ends {
  readonly source: string;
  readonly destination: string;
}

/** What the block holds was written by this program; a record cut to its bound is JSON too. */
function readNative(text: string): Native {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Native) : noFields;
  } catch {
    return noFields;
  }
}

const unknownLine: LineOf = () => 0;

/** A fact for each row, in their order; rows that are nobody's are left out. */
export function* factsOf(rows: BlockRows, whose: Whose, lineOf: LineOf = unknownLine): Generator<Fact> {
  for (let row = 0; row < rows.rows; row++) {
    const named = rows.member.at(row);
    const ends = { source: rows.source_address.at(row), destination: rows.destination_address.at(row) };
    const memberId = named === "" ? whose.memberOf(ends.source, ends.destination) : named;
    if (memberId === null) continue;
    const inside = whose.insideOf(memberId, named !== "");
    if (inside !== null) yield new RowFact(rows, row, memberId, inside, ends, lineOf);
  }
}

/** The fact as a record that shows something: its fields as JSON, cut as evidence is. */
export function evidenceOf(fact: Fact): Evidence {
  return {
    timeUs: fact.timeUs,
    log: fact.log,
    field: "",
    sourceAddress: fact.source,
    sourcePort: fact.sourcePort,
    destinationAddress: fact.destination,
    destinationPort: fact.destinationPort,
    record: cut(fact instanceof RowFact ? fact.nativeText : JSON.stringify(fact.native)),
  };
}
