import { describeVae, type Objective, readWeights, type Vae, vaeFromDescription, writeWeights } from '@vaekit/core';

/** A copy of a model that is judged by another objective; the caller disposes it. */
export async function judgedBy(model: Vae, objective: Objective): Promise<Vae> {
  const description = describeVae(model);
  const judge = await vaeFromDescription({ ...description, parts: { ...description.parts, objective: objective.config } });
  try {
    writeWeights(judge, await readWeights(model));
  } catch (error) {
    judge.dispose();
    throw error;
  }
  return judge;
}
