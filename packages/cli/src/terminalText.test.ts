import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { main } from './main.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { colorsOf, ownCodes, shownLine, shownText, WIPE_LINE } from './terminalText.js';

const temporary = temporaryFolders();
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('text for a terminal', () => {
  it.each([
    ['\u001b[2Jgone', '\\u001b[2Jgone'],
    ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['\u009b31m\u0085', '\\u009b31m\\u0085'],
    ['a\rb\bc\u007f', 'a\\rb\\u0008c\\u007f'],
    ['\u202egnp.exe\u2066\u200f\u2028', '\\u202egnp.exe\\u2066\\u200f\\u2028'],
    ['naïve, 中文, 👩‍🔬, ‎'.replace('\u200e', ''), 'naïve, 中文, 👩‍🔬, '],
  ])('%j is shown as %j', (text, shown) => expect(shownText(text)).toBe(shown));

  it('has no control characters but ours, whatever it is made of; a line is one line', () => {
    const { bold } = colorsOf(true);
    const any = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
        fc.constantFrom('\u202e', '\u001b[31m', '\n', '\ufdd0'),
      ),
    });
    fc.assert(
      fc.property(any, (name) => {
        expect(shownText(name)).not.toMatch(control);
        expect(shownLine(name)).not.toMatch(/[\n\t]/);
        const painted = shownLine(bold(name) + WIPE_LINE);
        expect(painted).toBe(`\u001b[1m${shownLine(name)}\u001b[22m\r\u001b[2K`);
      }),
    );
    expect(shownText(ownCodes('\u001b[48;5;17m '))).toBe('\u001b[48;5;17m ');
    expect(colorsOf(false).bold('a')).toBe('a');
  });
});

/** A table whose names and classes would clear the screen, hide text, turn it around or make lines of their own. */
function hostileTable(): string {
  const path = join(temporary(), 'rows.csv');
  const columns = ['hi\u001b[8mde', '"evil\nvaekit: all is well"', 'bi\u202edi'];
  const classes = ['go\u001b]0;title\u0007od', '"ba\u009b2Jd\nwrote /etc/passwd"'];
  const rows = Array.from({ length: 60 }, (_, i) => [i % 7, (i * i) % 11, ((i * 37) % 100) / 10, classes[i % 2]].join(','));
  writeFileSync(path, `${[...columns, 'label'].join(',')}\n${rows.join('\n')}\n`);
  return path;
}

describe('names in files', () => {
  it('reach no terminal with their control characters, and data as they are', async () => {
    const data = hostileTable();
    const run = join(temporary(), 'run');
    const on = async (terminal: ReturnType<typeof recordingTerminal>, ...args: string[]) => {
      const code = await main(args, terminal);
      return { code, text: terminal.text() + terminal.errors() };
    };
    const screen = () => recordingTerminal({ columns: 100, color: true });
    // Our own colors and the line that is drawn again.
    const own = /\u001b\[(?:[\d;]*m|2K)|\r(?=\u001b\[2K)/g;
    const small = ['--label', 'label', '--hidden', '4', '--latent', '2', '--epochs', '1', '--batch-size', '20'];
    const commands = [
      ['data', 'info', data, '--label', 'label'],
      ['train', '--model', 'class-mean-cvae', '--data', data, ...small, '--out', run],
      ['evaluate', run],
      ['classify', run],
      ['score', run, '--top', '3', '--out', join(temporary(), 'scores.csv')],
      ['score', run, '--anomalies', 'ba\u009b2Jd\nwrote /etc/passwd', '--out', join(temporary(), 'scores.csv')],
      ['compare', run],
      ['encode', run],
      ['sample', run, '--count', '5'],
    ];
    for (const args of commands) {
      const { code, text } = await on(screen(), ...args);
      expect([args[0], code]).toEqual([args[0], 0]);
      expect(text.replaceAll(own, '')).not.toMatch(control);
      if (args[0] !== 'encode' && args[0] !== 'sample') expect(text).not.toMatch(/^(vaekit: all is well|wrote .etc)/m);
    }
    for (const args of [
      ['train', '--data', data, '--label', 'nothing\u001b[2J\nvaekit: fine'],
      ['sample', run, '--classes', 'no\u001b[2Jne'],
      ['train', '--dat\u001b[2Ja', data],
      ['evaluate', `no\u001b[2Jwhere\nfine`],
    ]) {
      const { code, text } = await on(screen(), ...args);
      expect(code).toBeGreaterThan(0);
      expect(text).toMatch(/^vaekit.*\\u001b\[2J.*\n$/);
    }
    // What a program reads has the names that are in the file.
    const { text } = await on(recordingTerminal(), 'encode', run);
    expect(text).toContain('go\u001b]0;title\u0007od');
    expect(text).toContain('"ba\u009b2Jd\nwrote /etc/passwd"');
    const info = await on(recordingTerminal(), 'data', 'info', data, '--label', 'label', '--json');
    expect(JSON.stringify(JSON.parse(info.text))).toContain(JSON.stringify('go\u001b]0;title\u0007od'));
    expect(readFileSync(data, 'utf8')).toContain('\u009b2J');
  });
});
