/** The entries that are there: `{ ...defined({ a, b }) }` has no key for what is undefined. */
export function defined<Entries extends object>(entries: Entries): { [Key in keyof Entries]?: Exclude<Entries[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Entries;
}
