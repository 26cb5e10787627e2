const turn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => void setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          // A message comes back at once, where a timer waits at least four milliseconds after a few calls.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(undefined);
        });

/**
 * A function to await in a long loop: once every `milliseconds` it lets the host handle what waits (a click, a frame, a signal), and
 * returns at once in between.
 */
export function yieldToHost(milliseconds = 30): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await turn();
    last = performance.now();
  };
}
