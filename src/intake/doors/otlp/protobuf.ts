/**
 * Reads protobuf's wire format, as much as OTLP's logs need: a walk over the fields of a message. Nothing is copied,
 * lengths are held against what is there, and a message within a message is only a part of the same bytes, so memory
 * is bounded by the body. A library would bring a schema compiler and reflection (protobufjs: 3 MB) for six messages
 * whose field numbers never change.
 * https://protobuf.dev/programming-guides/encoding/
 */

export interface Field {
  readonly number: number;
  /** The value of a varint (wire type 0) or of fixed 64 or 32 bits (1, 5), unsigned; 0 for bytes. */
  readonly value: bigint;
  /** The bytes of wire type 2; empty for others. */
  readonly bytes: Buffer;
}

const nothing = Buffer.alloc(0);
const broken = (why: string) => new RangeError(`protobuf: ${why}`);

interface Varint {
  readonly value: bigint;
  readonly end: number;
}

/** Numbers of one byte, as most are: making a bigint costs more than all the rest. */
const small = Array.from({ length: 128 }, (_, value) => BigInt(value));

function readVarint(message: Buffer, from: number): Varint {
  const first = message[from];
  if (first !== undefined && first < 0x80) return { value: small[first] as bigint, end: from + 1 };
  let value = 0n;
  for (let at = from, shift = 0n; at < message.length && shift < 70n; at++, shift += 7n) {
    const byte = message[at] as number;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  throw broken("a number does not end");
}

/** The fields of a message in their order. Throws a RangeError where the bytes are no message. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    const number = Number(tag.value >> 3n);
    if (number === 0 || number > 536_870_911) throw broken("a field has a number that no field has");
    at = tag.end;
    switch (Number(tag.value & 7n)) {
      case 0: {
        const { value, end } = readVarint(message, at);
        yield { number, value, bytes: nothing };
        at = end;
        break;
      }
      case 1:
        if (at + 8 > message.length) throw broken("64 bits are cut off");
        yield { number, value: message.readBigUInt64LE(at), bytes: nothing };
        at += 8;
        break;
      case 2: {
        const { value, end } = readVarint(message, at);
        if (value > BigInt(message.length - end)) throw broken("a field is longer than the message");
        at = end + Number(value);
        yield { number, value: 0n, bytes: message.subarray(end, at) };
        break;
      }
      case 5:
        if (at + 4 > message.length) throw broken("32 bits are cut off");
        yield { number, value: BigInt(message.readUInt32LE(at)), bytes: nothing };
        at += 4;
        break;
      default:
        throw broken("a field has an unknown wire type");
    }
  }
}

/** A number as a varint. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field of bytes (wire type 2). */
export function bytesField(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A field with a varint (wire type 0). */
export function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}
