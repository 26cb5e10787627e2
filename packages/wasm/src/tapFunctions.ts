import { heapModule } from './heapModule.js';
import { SHARE_BYTES, type TapFunctions, tapModule } from './tapModule.js';
import { type BackendWasm, heapOf } from './wasmBackend.js';

const FLOAT = 4;
const compiled = heapModule<TapFunctions>(tapModule);

/** The same in plain loops, for engines in which a second module cannot work on the heap. */
function plainTapFunctions(backend: BackendWasm): TapFunctions {
  const depthwise =
    (intoImage: boolean): TapFunctions['depthwiseInput'] =>
    (image, map, filter, table, positions, taps, run) => {
      const [floats, offsets] = [new Float32Array(heapOf(backend)), new Int32Array(heapOf(backend))];
      for (let entry = 0; entry < positions * taps; entry++) {
        const offset = offsets[table / FLOAT + entry] ?? -1;
        if (offset < 0) {
          continue;
        }
        const at = (image + offset) / FLOAT;
        const tap = (filter + (entry % taps) * run) / FLOAT;
        const channel = (map + Math.floor(entry / taps) * run) / FLOAT;
        const [into, other] = intoImage ? [at, tap] : [tap, at];
        for (let i = 0; i < run / FLOAT; i++) {
          floats[into + i] = (floats[into + i] ?? 0) + (floats[channel + i] ?? 0) * (floats[other + i] ?? 0);
        }
      }
    };
  return {
    gather(source, target, table, entries, run) {
      const [floats, offsets] = [new Float32Array(heapOf(backend)), new Int32Array(heapOf(backend))];
      for (let entry = 0; entry < entries; entry++) {
        const offset = offsets[table / FLOAT + entry] ?? -1;
        const to = (target + entry * run) / FLOAT;
        if (offset < 0) {
          floats.fill(0, to, to + run / FLOAT);
        } else {
          floats.copyWithin(to, (source + offset) / FLOAT, (source + offset + run) / FLOAT);
        }
      }
    },
    scatter(source, target, table, entries, run) {
      const [floats, offsets] = [new Float32Array(heapOf(backend)), new Int32Array(heapOf(backend))];
      for (let entry = 0; entry < entries; entry++) {
        const offset = offsets[table / FLOAT + entry] ?? -1;
        if (offset < 0) {
          continue;
        }
        const [from, to] = [(source + entry * run) / FLOAT, (target + offset) / FLOAT];
        for (let i = 0; i < run / FLOAT; i++) {
          floats[to + i] = (floats[to + i] ?? 0) + (floats[from + i] ?? 0);
        }
      }
    },
    spread(source, target, table, entries, run) {
      const [floats, offsets] = [new Float32Array(heapOf(backend)), new Int32Array(heapOf(backend))];
      for (let entry = 0; entry < entries; entry++) {
        const at = (table + entry * SHARE_BYTES) / FLOAT;
        const [from, to] = [(source + (offsets[at] ?? 0)) / FLOAT, (target + (offsets[at + 1] ?? 0)) / FLOAT];
        const weight = floats[at + 2] ?? 0;
        for (let i = 0; i < run / FLOAT; i++) {
          floats[to + i] = (floats[to + i] ?? 0) + weight * (floats[from + i] ?? 0);
        }
      }
    },
    depthwiseInput: depthwise(true),
    depthwiseFilter: depthwise(false),
  };
}

/** What convolutions need besides products, on the heap of `backend`. */
export function tapFunctionsOf(backend: BackendWasm): TapFunctions {
  return compiled(backend) ?? plainTapFunctions(backend);
}
