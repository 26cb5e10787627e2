export { crc32, crc32c } from './crc32.js';
export { fromHalf } from './fromHalf.js';
export { fullIntensity } from './fullIntensity.js';
export { given } from './given.js';
export { inNode } from './inNode.js';
export { inProportion } from './inProportion.js';
export { jsonText } from './jsonText.js';
export { messageOf } from './messageOf.js';
export type { PlainTensor, TypedArray } from './plainTensor.js';
export { rowOfEachPart } from './rowOfEachPart.js';
export { sizeFromShape } from './sizeFromShape.js';
export {
  assemble,
  branch,
  call,
  type Code,
  f32,
  f64x2,
  func,
  type FunctionSource,
  i32,
  i32x4,
  int,
  type Local,
  type Locals,
  v128,
} from './wasmAssembler.js';
export { wrap } from './wrap.js';
