/** Whether this runs in Node, and not in a page or a worker. */
export const inNode = (): boolean =>
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;
