/**
 * A number with what it counts: `1 byte`, `2 bytes`.
 *
 * @param one what one is called; a verb may follow, `'byte follows'`
 * @param many what others are called; `one` with an s unless said
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
