/**
 * Crane days: what the sensor of a container terminal's control network writes day by day, made up, seeded and pure. Four
 * cranes lift boxes in three shifts with a pause at each change; a management system and a historian read them, drives get
 * their setpoints, clocks are set. In the days that are watched six things happen that somebody must hear of
 * (`expectedWarnings`), and work that is ordered, which nobody must.
 */
import { type Random, seededRandom } from "../sample-port/random.js";
import {
  type Connection,
  type CraneRecord,
  connection,
  type Ends,
  lookup,
  modbus,
  s7,
  ssh,
} from "./records.js";
import { type CraneMachines, cranes, dayUs, hourUs, machines, minuteUs, registers } from "./site.js";

export interface CraneDaysOptions {
  readonly seed: number;
  /** 00:00 of the first watched day. */
  readonly startUs: number;
  readonly learningDays: number;
  readonly watchedDays: number;
  /** Seconds between two readings of a controller. */
  readonly pollS: number;
}

/** What a person must hear of, by the detector that tells it and a value that its detection speaks of. */
export const expectedWarnings: readonly {
  readonly day: number;
  readonly what: string;
  readonly rule: string;
  readonly about: string;
}[] = [
  {
    day: 0,
    what: "the maker comes in at night without a work order",
    rule: "vendor-session",
    about: machines.vendor,
  },
  { day: 2, what: "an HMI tries all functions of a controller", rule: "function-sweep", about: "10.80.2.20" },
  { day: 3, what: "a modem asks a name server outside", rule: "zone-crossing", about: machines.modem },
  { day: 4, what: "new logic is loaded into a crane at night", rule: "grave-command", about: "10.80.4.10" },
  { day: 5, what: "a laptop writes to a crane", rule: "new-command", about: machines.laptop },
  { day: 6, what: "a hoist lifts more than it may", rule: "value-range", about: "10.80.2.10" },
];

const drivePoint = 200;
const cycleS = 120;

class CraneDay {
  readonly #options: CraneDaysOptions;
  readonly #day: number;
  readonly #startUs: number;
  readonly #random: Random;
  readonly records: CraneRecord[] = [];

  constructor(options: CraneDaysOptions, day: number) {
    this.#options = options;
    this.#day = day;
    this.#startUs = options.startUs + day * dayUs;
    this.#random = seededRandom(options.seed * 1009 + day + 500);
  }

  play(): readonly CraneRecord[] {
    for (const crane of cranes) {
      this.#readings(crane);
      this.#lifting(crane);
      this.#aside(crane);
    }
    this.#orders();
    this.#trouble();
    return this.records.sort((a, b) => a.atUs - b.atUs);
  }

  #add(...records: readonly CraneRecord[]): void {
    this.records.push(...records);
  }

  #ends(atUs: number, from: string, to: string, toPort: number): Ends {
    const last = Number(from.slice(from.lastIndexOf(".") + 1));
    return { atUs: Math.round(atUs), from, to, fromPort: 49_152 + last * 7, toPort };
  }

  #read(crane: CraneMachines, atUs: number, from: string): void {
    if (crane.speaks === "s7comm") {
      this.#add(...s7(this.#ends(atUs, from, crane.plc, 102), "0x04", "Read Variable"));
      return;
    }
    const hour = (atUs - this.#startUs) / hourUs;
    const wind = Math.round(7 + 5 * Math.sin((hour / 24) * 2 * Math.PI) + 3 * this.#random.next());
    const load = this.#pauses(atUs) ? 0 : this.#random.below(41);
    this.#add(
      ...modbus(this.#ends(atUs, from, crane.plc, 502), {
        func: "READ_HOLDING_REGISTERS",
        address: registers.hoistLoad,
        quantity: 3,
        responseValues: [load, wind, this.#random.below(3000)],
      }),
    );
  }

  /** The quarter of an hour about 06:00, 14:00 and 22:00. */
  #pauses(atUs: number): boolean {
    const minutes = (atUs - this.#startUs) / minuteUs;
    return [360, 840, 1320].some((change) => minutes >= change - 5 && minutes < change + 10);
  }

  /** The management system and the historian read, and the controller reads its drives. */
  #readings(crane: CraneMachines): void {
    const { pollS } = this.#options;
    for (let s = this.#random.next() * pollS; s < 86_400; s += pollS) {
      const atUs = this.#startUs + s * 1e6;
      this.#read(crane, atUs, machines.managementSystem);
      for (const drive of [crane.hoist, crane.gantry])
        this.#add(
          ...modbus(this.#ends(atUs + 200_000, crane.plc, drive, 502), {
            func: "READ_INPUT_REGISTERS",
            address: 300,
            quantity: 2,
            responseValues: [this.#random.below(1500), this.#random.below(90)],
          }),
        );
    }
    for (let s = 20 + this.#random.next() * 10; s < 86_400; s += 6 * pollS)
      this.#read(crane, this.#startUs + s * 1e6, machines.historian);
  }

  /** A lift every two minutes: the driver's HMI locks and unlocks, the controller tells its drives. */
  #lifting(crane: CraneMachines): void {
    for (let s = this.#random.next() * cycleS; s < 86_400; s += cycleS * (0.9 + 0.2 * this.#random.next())) {
      const atUs = this.#startUs + s * 1e6;
      if (this.#pauses(atUs)) continue;
      for (const [delay, on] of [
        [0, 1],
        [55e6, 0],
      ] as const)
        if (crane.speaks === "modbus")
          this.#add(
            ...modbus(this.#ends(atUs + delay, crane.hmi, crane.plc, 502), {
              func: "WRITE_SINGLE_COIL",
              address: 10,
              quantity: 1,
              requestValues: [on],
            }),
          );
        else this.#add(...s7(this.#ends(atUs + delay, crane.hmi, crane.plc, 102), "0x05", "Write Variable"));
      for (const drive of [crane.hoist, crane.gantry])
        this.#add(
          ...modbus(this.#ends(atUs + 2e6, crane.plc, drive, 502), {
            func: "WRITE_MULTIPLE_REGISTERS",
            address: drivePoint,
            quantity: 2,
            requestValues: [this.#random.below(1500), this.#random.below(2)],
          }),
        );
    }
  }

  /** Cameras show, clocks are set. */
  #aside(crane: CraneMachines): void {
    for (let hour = 0; hour < 24; hour++) {
      const atUs = this.#startUs + hour * hourUs + this.#random.next() * 30 * minuteUs;
      const film = 20e6 + this.#random.below(5e6);
      this.#flow(atUs, machines.managementSystem, crane.camera, 554, {
        protocol: "tcp",
        service: "rtsp",
        seconds: 3500,
        bytesOut: 20_000,
        bytesIn: film,
      });
      for (const machine of [crane.plc, crane.hmi])
        this.#flow(atUs + 5e6, machine, machines.timeServer, 123, {
          protocol: "udp",
          service: "ntp",
          seconds: 0.01,
          bytesOut: 48,
          bytesIn: 48,
        });
    }
  }

  #flow(atUs: number, from: string, to: string, toPort: number, of: Connection): void {
    this.#add(connection(this.#ends(atUs, from, to, toPort), of));
  }

  #at(hour: number, minute = 0): number {
    return this.#startUs + hour * hourUs + minute * minuteUs;
  }

  /** Ordered work: parameters of STS-2 in the weekly window, and a visit of the maker to STS-3. */
  #orders(): void {
    if (this.#day === -5 || this.#day === 3)
      for (let n = 0; n < 12; n++)
        this.#add(
          ...modbus(this.#ends(this.#at(10, 20 + n), machines.engineeringStation, "10.80.2.10", 502), {
            func: "WRITE_MULTIPLE_REGISTERS",
            address: 400 + n,
            quantity: 1,
            requestValues: [n],
          }),
        );
    if (this.#day === 1) this.#visit(this.#at(9, 30), 42, "10.80.3.10");
  }

  /** The maker's person at the jump host, and from there at a crane's controller. */
  #visit(atUs: number, minutes: number, plc: string): void {
    const ends = this.#ends(atUs, machines.vendor, machines.jumpHost, 22);
    this.#add(ssh(ends));
    this.#flow(atUs, machines.vendor, machines.jumpHost, 22, {
      protocol: "tcp",
      service: "ssh",
      seconds: minutes * 60,
      bytesOut: 40_000,
      bytesIn: 300_000,
    });
    for (let minute = 4; minute < minutes; minute += 6)
      this.#add(
        ...s7(this.#ends(atUs + minute * minuteUs, machines.jumpHost, plc, 102), "0x04", "Read Variable"),
      );
  }

  #trouble(): void {
    const { laptop, modem, outsideNames, engineeringStation, managementSystem } = machines;
    const troubles: Readonly<Record<number, () => void>> = {
      0: () => this.#visit(this.#at(2, 40), 25, "10.80.4.10"),
      2: () => this.#sweep(this.#at(13, 10), "10.80.2.20", "10.80.2.10"),
      3: () =>
        this.#add(
          lookup(this.#ends(this.#at(16, 3), modem, outsideNames, 53), "apn-keepalive.cellgate.example"),
        ),
      4: () => this.#download(this.#at(1, 15), engineeringStation, "10.80.4.10"),
      5: () =>
        this.#add(
          ...modbus(this.#ends(this.#at(15, 22), laptop, "10.80.1.10", 502), {
            func: "WRITE_SINGLE_COIL",
            address: 40,
            quantity: 1,
            requestValues: [1],
          }),
        ),
      6: () =>
        this.#add(
          ...modbus(this.#ends(this.#at(11, 48), managementSystem, "10.80.2.10", 502), {
            func: "READ_HOLDING_REGISTERS",
            address: registers.hoistLoad,
            quantity: 3,
            responseValues: [63, 9, 1200],
          }),
        ),
    };
    troubles[this.#day]?.();
  }

  #sweep(atUs: number, from: string, plc: string): void {
    for (let code = 65; code < 110; code++)
      this.#add(
        ...modbus(this.#ends(atUs + (code - 65) * 300_000, from, plc, 502), {
          func: `unknown-${code}`,
          address: 0,
          quantity: 0,
          exception: "ILLEGAL_FUNCTION",
        }),
      );
  }

  #download(atUs: number, from: string, plc: string): void {
    const steps = [
      ["0x1a", "Request Download"],
      ["0x1b", "Download Block"],
      ["0x1c", "Download Ended"],
    ] as const;
    for (const [at, [code, name]] of steps.entries())
      this.#add(...s7(this.#ends(atUs + at * 2e6, from, plc, 102), code, name));
  }
}

/** Day by day, the learning days first; within a day in order of time. */
export function* craneDays(options: CraneDaysOptions): Generator<readonly CraneRecord[]> {
  for (let day = -options.learningDays; day < options.watchedDays; day++)
    yield new CraneDay(options, day).play();
}
