import { crc32c } from '@vaekit-internal/base';

/** A scalar or a text by its name. */
export type EventValues = Readonly<Record<string, number | string>>;

/** A record of an event file: where it ends in the file, and the step it is of. */
interface EventRecord {
  readonly end: number;
  readonly step: number;
}

/** Wire types of protocol buffers. */
const [VARINT, DOUBLE, BYTES, FLOAT] = [0, 1, 2, 5];
const LENGTH = 8;
const CRC = 4;
const DT_STRING = 7;
const DATA_CLASS_TENSOR = 2;
const encoder = new TextEncoder();

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Groups of seven bits, the lowest first; all but the last have the eighth bit. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.of(...bytes, value);
}

function fixed(bytes: number, put: (view: DataView) => void): Uint8Array {
  const content = new Uint8Array(bytes);
  put(new DataView(content.buffer));
  return content;
}

const key = (field: number, wire: number): Uint8Array => Uint8Array.of(field * 8 + wire);
const whole = (field: number, value: number): Uint8Array => joined([key(field, VARINT!), varint(value)]);
const double = (field: number, value: number): Uint8Array =>
  joined([key(field, DOUBLE!), fixed(8, (view) => view.setFloat64(0, value, true))]);
const float = (field: number, value: number): Uint8Array =>
  joined([key(field, FLOAT!), fixed(4, (view) => view.setFloat32(0, value, true))]);
function message(field: number, ...content: readonly Uint8Array[]): Uint8Array {
  const inside = joined(content);
  return joined([key(field, BYTES!), varint(inside.length), inside]);
}
const text = (field: number, value: string): Uint8Array => message(field, encoder.encode(value));

/** `Summary.Value`: a `simple_value`, or a string tensor for the plugin of texts. */
const summaryValue = ([tag, value]: readonly [string, number | string]): Uint8Array =>
  typeof value === 'number'
    ? message(1, text(1, tag), float(2, value))
    : message(
        1,
        text(1, tag),
        message(8, whole(1, DT_STRING), message(2), text(8, value)),
        message(9, message(1, text(1, 'text')), whole(4, DATA_CLASS_TENSOR)),
      );

/** The CRC-32C as TensorFlow has it beside its data: rotated by 15 bits, and moved. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** An event as a record: its length, the CRC of that, the event, its CRC. */
function record(event: Uint8Array): Uint8Array {
  const length = fixed(LENGTH, (view) => view.setBigUint64(0, BigInt(event.length), true));
  const crcOf = (bytes: Uint8Array): Uint8Array => fixed(CRC, (view) => view.setUint32(0, maskedCrc(bytes), true));
  return joined([length, crcOf(length), event, crcOf(event)]);
}

/** The first record of an event file. @param time seconds since 1970 */
export const fileVersion = (time: number): Uint8Array => record(joined([double(1, time), text(3, 'brain.Event:2')]));

/**
 * An `Event` with a `Summary`, in a `TFRecord`.
 *
 * @param time seconds since 1970
 * @see tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensorflow/core/lib/io/record_writer.h
 */
export const summaryEvent = (time: number, step: number, values: EventValues): Uint8Array =>
  record(joined([double(1, time), whole(2, step), message(5, ...Object.entries(values).map(summaryValue))]));

/** The records of an event file, up to the first that was cut off or is damaged. */
export function eventRecords(file: Uint8Array): readonly EventRecord[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: EventRecord[] = [];
  for (let at = 0; at + LENGTH + CRC <= file.length;) {
    const start = at + LENGTH + CRC;
    const end = start + Number(view.getBigUint64(at, true));
    if (view.getUint32(at + LENGTH, true) !== maskedCrc(file.subarray(at, at + LENGTH)) || end + CRC > file.length) break;
    const event = file.subarray(start, end);
    if (view.getUint32(end, true) !== maskedCrc(event)) break;
    at = end + CRC;
    records.push({ end: at, step: stepOf(event) });
  }
  return records;
}

/** The step of an event that {@link summaryEvent} wrote: behind nine bytes of time; 0 where it has none. */
function stepOf(event: Uint8Array): number {
  if (event[9] !== 2 * 8 + VARINT!) return 0;
  let [step, unit] = [0, 1];
  for (let at = 10; ; at++, unit *= 128) {
    const byte = event[at] ?? 0;
    step += (byte % 128) * unit;
    if (byte < 128) return step;
  }
}
