import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandTokens } from './commandTokens.js';

const operand = (text: string, place: number) => ({ kind: 'operand', text, place });
const option = (typed: string, place: number, rest: { readonly name?: string; readonly value?: string } = {}) => ({
  kind: 'option',
  typed,
  ...rest,
  place,
});

describe('commandTokens', () => {
  it('ties values to the options that take one', () => {
    expect(commandTokens(['train', '--lr', '007', '--json', 'x', '--lr=-1=2'], ['lr'])).toEqual([
      operand('train', 0),
      option('--lr', 1, { name: 'lr', value: '007' }),
      option('--json', 3, { name: 'json' }),
      operand('x', 4),
      option('--lr', 5, { name: 'lr', value: '-1=2' }),
    ]);
    expect(commandTokens(['--lr', '-1', '--lr', '-.5e-3', '--lr='], ['lr'])).toEqual([
      option('--lr', 0, { name: 'lr', value: '-1' }),
      option('--lr', 2, { name: 'lr', value: '-.5e-3' }),
      option('--lr', 4, { name: 'lr', value: '' }),
    ]);
  });

  it('gives no value where another option or nothing follows', () => {
    expect(commandTokens(['--lr', '--json'], ['lr'])[0]).toEqual(option('--lr', 0, { name: 'lr' }));
    expect(commandTokens(['--lr', '--'], ['lr'])).toEqual([option('--lr', 0, { name: 'lr' })]);
    expect(commandTokens(['--lr', '-h'], ['lr'])[0]).toEqual(option('--lr', 0, { name: 'lr' }));
    expect(commandTokens(['--lr'], ['lr'])).toEqual([option('--lr', 0, { name: 'lr' })]);
  });

  it('knows three short options, and numbers from options', () => {
    expect(commandTokens(['-h', '-V', '-x=1', '-12', '-1-2', '-'], [])).toEqual([
      option('-h', 0, { name: 'help' }),
      option('-V', 1, { name: 'version' }),
      option('-x=1', 2),
      operand('-12', 3),
      operand('-1-2', 4),
      operand('-', 5),
    ]);
  });

  it('takes all behind -- as it is', () => {
    expect(commandTokens(['a', '--', '-h', '--lr', '--', '-1'], ['lr'])).toEqual([
      operand('a', 0),
      operand('-h', 2),
      operand('--lr', 3),
      operand('--', 4),
      operand('-1', 5),
    ]);
  });

  it('loses no argument of any line', () => {
    const argument = fc.string({ unit: fc.constantFrom('-', '=', 'a', 'h', '1', '.'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
        const tokens = commandTokens(args, ['a']);
        const places = tokens.map(({ place }) => place);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        const end = args.findIndex((text, place) => text === '--' && (place === 0 || args[place - 1] !== '--a'));
        for (const [place, text] of args.entries()) {
          const token = tokens.find((one) => one.place === place);
          if (token === undefined) expect(place === end || args[place - 1] === '--a').toBe(true);
          else if (token.kind === 'operand') expect(token.text).toBe(text);
          else expect(text === token.typed || text.startsWith(`${token.typed}=`)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
