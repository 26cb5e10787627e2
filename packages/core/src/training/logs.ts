/** Means by name, as tfjs has them: `loss`, each term, and with a validation set `val_loss`, `val_…`; nats per example. */
export type Logs = Readonly<Record<string, number>>;
