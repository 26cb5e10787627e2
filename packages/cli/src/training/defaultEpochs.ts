/** Fewest epochs, and steps that they come to at least: those of dense networks on points and rows cost little, and small sets need many. */
const EPOCHS = 20;
const STEPS = { images: 1000, others: 5000 } as const;

/** The default as help shows it. */
export const epochsShown: string = `${EPOCHS}, or more where data are few: enough for ${STEPS.others.toLocaleString('en')} steps, ${STEPS.images.toLocaleString('en')} on images`;

/** The passes through so many training examples of a shape, where none are asked for. */
export function defaultEpochs(shape: readonly number[], examples: number, batchSize: number): number {
  const steps = shape.length === 3 ? STEPS.images : STEPS.others;
  return Math.max(EPOCHS, Math.ceil(steps / Math.ceil(examples / batchSize)));
}
