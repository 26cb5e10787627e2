import { counted } from '../faults.js';

/** How many notes of one kind are made; a last one counts the others. */
const mostNotes = 5;

/** The names of columns from the fields of the first line: `column2` where there is none, `a.1` for the second `a`, as pandas has it; says which it renamed. */
export function columnNames(fields: readonly string[]): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const wanted = fields.map((field, i) => (field.trim() === '' ? `column${i + 1}` : field.trim()));
  const all = new Set(wanted);
  const taken = new Set<string>();
  const next = new Map<string, number>();
  const notes: string[] = [];
  const names = wanted.map((name, i) => {
    let own = name;
    if (taken.has(name)) {
      let number = next.get(name) ?? 1;
      while (all.has(`${name}.${number}`) || taken.has(`${name}.${number}`)) number++;
      next.set(name, number + 1);
      own = `${name}.${number}`;
      notes.push(`column ${i + 1}, another '${name}', is called '${own}'`);
    }
    taken.add(own);
    return own;
  });
  const more = notes.length - mostNotes;
  return {
    names,
    notes: more > 0 ? [...notes.slice(0, mostNotes), `${counted(more, 'column')} more got another name too`] : notes,
  };
}
