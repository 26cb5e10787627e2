import { defined } from '../defined.js';
import { type DateEvidence, dateEvidence, finishPattern } from '../dateSpelling.js';
import type { Spelling } from '../table.js';
import { booleanWord } from './booleanWords.js';
import type { PlainNumber } from './plainNumber.js';
import { isInfinity, spelledNumber } from './spelledNumber.js';

export type DecimalMark = '.' | ',';

const comma = 0x2c;

/** What the fields of a column say together of its type and its spelling: gathered field by field, none of them kept. */
export class ColumnEvidence {
  present = false;
  numeric = true;
  /** Whether a number was plain, with nothing around it. */
  plain = false;
  /** Fields whose mark can only be a point, only a comma, and either: `1.234`, `1,234`. */
  pointed = false;
  commaed = false;
  openPoint = false;
  openComma = false;
  private whole = true;
  private leadingZero = false;
  /** Whether some whole numbers are beyond those that a double holds, and whether some are not. */
  private beyond = false;
  private within = false;
  /** How many numbers were days such as 20240131; -1 once one was none. */
  private days = 0;
  private bits = 0;
  private most = 0;
  private fewest = Infinity;
  private exponents = false;
  private groups: string | undefined;
  private around: readonly [prefix: string, suffix: string] | undefined;
  private parentheses = false;
  private pair: number | undefined;
  private words: (string | undefined)[] | undefined;
  private readonly dates = { short: false, padded: false, shortHour: false, fraction: 0 };
  private patterns: readonly string[] | undefined;

  /** Whether nothing but text is left: further fields need no look. */
  get isClosed(): boolean {
    return this.present && !this.numeric && this.pair === -1 && this.patterns?.length === 0;
  }

  addPlain(number: PlainNumber): void {
    this.present = this.plain = true;
    const { bit, decimals, mark } = number;
    this.bits |= bit < 0 ? 4 : 1 << bit;
    if (number.hasExponent) this.exponents = true;
    if (mark === 0) {
      this.fewest = 0;
      if (number.leadingZero && !number.hasExponent) this.leadingZero = true;
      if (number.isWhole) this.within = true;
      else {
        this.whole = false;
        if (!number.hasExponent) this.beyond = true;
      }
      if (this.days >= 0) this.days = number.isDay ? this.days + 1 : -1;
      return;
    }
    this.days = -1;
    if (number.isOpen) {
      if (mark === comma) this.openComma = true;
      else this.openPoint = true;
      return;
    }
    if (mark === comma) this.commaed = true;
    else this.pointed = true;
    this.whole = false;
    if (decimals > this.most) this.most = decimals;
    if (decimals < this.fewest) this.fewest = decimals;
  }

  addText(field: string): void {
    this.present = true;
    if (this.numeric && !isInfinity(field)) this.addSpelled(field);
    if (this.pair !== -1) this.addWord(field);
    if (this.patterns === undefined || this.patterns.length > 0) this.addDate(dateEvidence(field));
  }

  private addSpelled(field: string): void {
    const number = spelledNumber(field);
    this.around ??= number === undefined ? undefined : [number.prefix, number.suffix];
    // Amounts in different units are no numbers of one column.
    if (number === undefined || number.prefix !== this.around?.[0] || number.suffix !== this.around[1]) {
      this.numeric = false;
      return;
    }
    const { point, comma: grouped, core } = number;
    this.bits |= 4;
    if (number.parentheses) this.parentheses = true;
    if (number.exponent !== '') this.exponents = true;
    const digits = /[.,](\d*)$/.exec(core)?.[1]?.length ?? 0;
    if (point !== undefined && grouped !== undefined) {
      if (core.includes(',')) this.openComma = true;
      else if (core.includes('.')) this.openPoint = true;
      else this.addDecimals(0, point);
      return;
    }
    const own = point === undefined ? ',' : '.';
    const hasMark = core.includes(own);
    if (own === ',') this.commaed = true;
    else this.pointed = true;
    this.addDecimals(hasMark ? digits : 0, point ?? grouped ?? '');
    if (hasMark) this.whole = false;
  }

  private addDecimals(decimals: number, groups: string): void {
    this.most = Math.max(this.most, decimals);
    this.fewest = Math.min(this.fewest, decimals);
    if (groups !== '') this.groups ??= groups;
  }

  private addWord(field: string): void {
    const word = booleanWord(field);
    if (word === undefined || (this.pair !== undefined && word.pair !== this.pair)) {
      this.pair = -1;
      return;
    }
    this.pair = word.pair;
    this.words ??= [undefined, undefined];
    this.words[word.value] ??= field;
  }

  private addDate(found: DateEvidence | undefined): void {
    const { dates } = this;
    this.patterns = found === undefined ? [] : (this.patterns?.filter((one) => found.patterns.includes(one)) ?? found.patterns);
    if (found === undefined) return;
    dates.short ||= found.short;
    dates.padded ||= found.padded;
    dates.shortHour ||= found.shortHour;
    dates.fraction = Math.max(dates.fraction, found.fraction);
  }

  /** Whether all fields are numbers under one mark before the decimals: that mark, or any where none tells. */
  get isNumeric(): boolean {
    const mixed = (this.pointed && this.commaed) || (this.openPoint && this.openComma && !this.pointed && !this.commaed);
    const around = this.around !== undefined && (this.around[0] !== '' || this.around[1] !== '');
    return this.present && this.numeric && !mixed && !this.leadingZero && !(this.plain && around) && !this.isLongKey;
  }

  /** Whether all are whole numbers longer than a double holds: keys, of which no digit may be lost. */
  private get isLongKey(): boolean {
    return this.beyond && !this.within && !this.pointed && !this.commaed && !this.exponents;
  }

  /** Whether all are days without a mark, such as 20240131; fewer than three may be any numbers. */
  get isDays(): boolean {
    return this.isNumeric && this.days > 2;
  }

  /** The words for 0 and 1 of a column that holds nothing else. `true` alone is enough; of others both must come, as `no` or `n` alone may be anything. */
  get booleanWords(): readonly [no: string, yes: string] | undefined {
    if (!this.present) return undefined;
    if (this.isNumeric && this.bits === 3 && this.whole) return ['0', '1'];
    if (this.plain || this.pair === undefined || this.pair < 0 || this.words === undefined) return undefined;
    const [no, yes] = this.words;
    if (this.pair > 0) return no === undefined || yes === undefined ? undefined : [no, yes];
    const other = (word: string, lower: string): string => {
      if (word === word.toUpperCase()) return lower.toUpperCase();
      return word[0] === word[0]?.toUpperCase() ? lower[0]!.toUpperCase() + lower.slice(1) : lower;
    };
    return [no ?? other(yes ?? '', 'false'), yes ?? other(no ?? '', 'true')];
  }

  /** The patterns that all fields of a column of dates fit: two where days and months cannot be told apart. */
  get datePatterns(): readonly string[] {
    if (!this.present || this.plain || this.patterns === undefined) return [];
    const { patterns } = this;
    const [first] = patterns;
    const other = patterns.find((one) => first?.startsWith('dd') && /^MM(?!M)/.test(one));
    return [first, other].flatMap((pattern) => (pattern === undefined ? [] : [finishPattern(pattern, this.dates)]));
  }

  /** Whether under this mark before the decimals all fields are whole numbers. */
  isWhole(decimal: DecimalMark): boolean {
    return this.whole && !this.exponents && !(decimal === ',' ? this.openComma : this.openPoint);
  }

  /** How the column spells its numbers, under this mark before the decimals; undefined for whole numbers with nothing around them. */
  numberSpelling(decimal: DecimalMark): Spelling | undefined {
    const [open, grouped, groups] =
      decimal === ',' ? [this.openComma, this.openPoint, '.'] : [this.openPoint, this.openComma, ','];
    const most = open ? Math.max(3, this.most) : this.most;
    const least = Math.min(this.fewest, open ? 3 : Infinity, grouped ? 0 : Infinity);
    // Doubles in full have as many digits as they need.
    const fewest = !Number.isFinite(least) ? 0 : most > 9 && least < most ? Math.min(1, least) : least;
    const thousands = this.groups ?? (grouped ? groups : undefined);
    const [prefix, suffix] = this.around ?? ['', ''];
    const spelling: Spelling = defined({
      decimals: most === 0 || this.exponents ? undefined : most,
      fewestDecimals: fewest === 0 || this.exponents ? undefined : fewest,
      decimal: decimal === ',' && (open || this.commaed) ? decimal : undefined,
      thousands,
      prefix: prefix || undefined,
      suffix: suffix || undefined,
      parentheses: this.parentheses || undefined,
    });
    return Object.keys(spelling).length === 0 ? undefined : spelling;
  }
}

/** The mark before decimals that columns agree on: a comma where some can have no other and none has a point; undefined where a comma may be either. */
export function decimalOf(columns: readonly ColumnEvidence[], delimiter: string): DecimalMark | undefined {
  const numbers = columns.filter((column) => column.isNumeric);
  if (numbers.some(({ pointed }) => pointed)) return '.';
  if (numbers.some(({ commaed }) => commaed)) return ',';
  if (!numbers.some(({ openComma }) => openComma) || delimiter === ',') return '.';
  // Semicolons are for files whose numbers have commas.
  return delimiter === ';' ? ',' : undefined;
}
