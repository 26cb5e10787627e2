import { burdaWork } from '../parts/burda.mjs';

const SHARED = {
  number: 4,
  source: 'Burda, Grosse and Salakhutdinov 2016, table 1',
  quantity: '−log p(x)',
  published: { 1: 86.76, 5: 85.54, 50: 84.78 },
};
const protocol = (epochs) =>
  `MNIST as bits drawn anew in every epoch, 784-200-200-50 with tanh, batches of 20, Adam (epsilon 1e-4), ${epochs}; 5,000 importance samples a test digit, whose bits were drawn once; gains are paired over the test digits`;

/** Five of the eight stages. */
export const iwaeBounds = burdaWork({
  ...SHARED,
  name: 'iwae',
  title: 'Importance-weighted autoencoders, k = 1, 5, 50, at 121 epochs',
  stages: 5,
  protocol: protocol('five of the eight stages of the paper, 121 of 3,280 epochs'),
  deviations: '121 of 3,280 epochs, so the published values are cited and not judged',
  cost: '2 to 3 hours, two thirds of them for k = 50',
});

/** All eight. */
export const iwaeFullSchedule = burdaWork({
  ...SHARED,
  name: 'iwae-full-schedule',
  title: 'Importance-weighted autoencoders, k = 1, 5, 50, the full schedule',
  stages: 8,
  protocol: protocol('all eight stages, 3,280 epochs'),
  cost: '40 hours on two idle cores, 30 of them for k = 50 (9.8 million steps of 11 ms)',
});
