import { describeTable, fitTableEncoding, readCsv } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import { columnLines, schemaLines } from './schemaText.js';

it('shows what never changes as the file spells it', () => {
  const table = readCsv('x,opened,fee,town,free,none\n1,01/02/2024,"$1,200.50",Rome,No,\n2,01/02/2024,"$1,200.50",Rome,No,\n', {
    types: { opened: 'date:dd/MM/yyyy', free: { type: 'boolean', spelling: { words: ['No', 'Yes'] } }, town: 'category' },
  });
  const schema = describeTable(table);
  const encoding = fitTableEncoding(table, { schema });
  expect(columnLines(encoding, undefined).slice(1)).toEqual([
    'opened: constant, 01/02/2024; takes no number',
    'fee: constant, $1,200.50; takes no number',
    'town: constant, Rome; takes no number',
    'free: constant, No; takes no number',
    'none: constant, missing everywhere; takes no number',
  ]);
  expect(schemaLines(schema, encoding).join('\n')).toContain(
    'left out: opened (always 01/02/2024), fee (always $1,200.50), town (always Rome), free (always No), none (missing everywhere);',
  );
});
