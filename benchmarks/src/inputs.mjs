import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeInputs, openInputs } from './inputData.mjs';

const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A folder with what all contenders start from; the first weights are `start`'s, where a spec brings them. `remove` deletes it. */
export async function writeInputs({ start, ...spec }) {
  const folder = await mkdtemp(join(tmpdir(), 'vaekit-bench-'));
  const { x, y, order, values } = makeInputs(spec, start);
  await Promise.all([
    writeFile(join(folder, 'spec.json'), JSON.stringify(spec)),
    writeFile(join(folder, 'x.f32'), bytes(x)),
    writeFile(join(folder, 'y.i32'), bytes(y)),
    writeFile(join(folder, 'order.i32'), bytes(order)),
    writeFile(join(folder, 'weights.f32'), bytes(values)),
  ]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What `writeInputs` wrote, opened. */
export async function readInputs(folder) {
  const load = async (name, Type) => {
    const file = await readFile(join(folder, name));
    return new Type(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
  };
  const spec = JSON.parse(await readFile(join(folder, 'spec.json'), 'utf8'));
  const [x, y, order, values] = await Promise.all([
    load('x.f32', Float32Array),
    load('y.i32', Int32Array),
    load('order.i32', Int32Array),
    load('weights.f32', Float32Array),
  ]);
  return openInputs(spec, { x, y, order, values });
}
