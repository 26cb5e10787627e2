/** Programs that `train` can be followed with. */
export type TrackerName = 'tensorboard';
