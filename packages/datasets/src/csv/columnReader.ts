import { defined } from '../defined.js';
import { faults } from '../faults.js';
import { parseDate } from '../dateSpelling.js';
import type { ColumnType, Spelling, TableColumn } from '../table.js';
import { booleanWord } from './booleanWords.js';
import { DistinctFields } from './distinctFields.js';
import { inferTextType } from './inferTextType.js';
import type { PlainNumber } from './plainNumber.js';
import { isInfinity, spelledNumber, valueOf } from './spelledNumber.js';

export interface ColumnPlan {
  readonly name: string;
  /** `'texts'`: a category or text, as its fields will show. */
  readonly type: ColumnType | 'texts';
  readonly spelling: Spelling | undefined;
  readonly maxCategories: number | undefined;
}

export interface ReaderContext {
  readonly caller: string;
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly number: PlainNumber;
  readonly decode: (start: number, end: number) => string;
  readonly where: (offset: number) => string;
  readonly missing: ReadonlySet<string>;
  /** Whether a word for a missing value is a plain number. */
  readonly numericMissing: boolean;
}

const comma = 0x2c;
const articles: Readonly<Record<string, string>> = { integer: 'an' };

/** Reads the fields of a column, once its type is known, into its array: numbers straight from bytes, everything else once for each different field. */
export class ColumnReader {
  private readonly plan: ColumnPlan;
  private readonly context: ReaderContext;
  private readonly values: Float64Array;
  private readonly codes: Int32Array;
  private readonly isNumber: boolean;
  private readonly isPlain: boolean;
  private readonly mark: number;
  private readonly distinct: DistinctFields;
  /** For each different field its value; NaN where it stands for none. */
  private readonly known: number[] = [];
  private missing: Uint8Array | undefined;
  private fraction = false;

  constructor(plan: ColumnPlan, context: ReaderContext) {
    const { type, spelling } = plan;
    this.plan = plan;
    this.context = context;
    this.isNumber = type === 'number' || type === 'integer';
    const coded = type === 'category' || type === 'text' || type === 'texts';
    this.values = new Float64Array(coded ? 0 : context.size);
    this.codes = new Int32Array(coded ? context.size : 0);
    this.mark = spelling?.decimal === ',' ? comma : 0x2e;
    // A mark that may stand between groups is looked at together with what is before and behind it.
    this.isPlain = this.isNumber && spelling?.thousands === undefined;
    this.distinct = new DistinctFields(context.bytes);
  }

  add(row: number, start: number, end: number): void {
    const { number, numericMissing } = this.context;
    if (this.isPlain && !numericMissing && number.read(start, end) && (number.mark === 0 || number.mark === this.mark)) {
      const { value } = number;
      if (Number.isFinite(value)) {
        if (!this.fraction && !Number.isSafeInteger(value)) this.fraction = true;
        this.values[row] = value;
        return;
      }
    }
    const place = this.distinct.place(start, end);
    if (this.codes.length > 0) {
      this.codes[row] = place;
      return;
    }
    const value = (this.known[place] ??= this.parse(start, end));
    if (Number.isNaN(value)) (this.missing ??= new Uint8Array(this.context.size))[row] = 1;
    else this.values[row] = value;
  }

  private parse(start: number, end: number): number {
    const { caller, missing, decode, where } = this.context;
    const { name, type, spelling } = this.plan;
    const field = decode(start, end).trim();
    if (field === '' || missing.has(field)) return Number.NaN;
    const value = this.valueOf(field);
    if (Number.isNaN(value)) {
      const pattern = type === 'date' && spelling?.pattern !== undefined ? ` (${spelling.pattern})` : '';
      throw faults.type`${caller}: column '${name}' holds ${JSON.stringify(field)} in ${where(start)}; ${articles[type] ?? 'a'} ${type}${pattern} or a missing value was expected`;
    }
    if (!Number.isFinite(value))
      throw faults.notFinite`${caller}: column '${name}' holds ${field} in ${where(start)}; a finite number or an empty field was expected; to count it as missing, name it among the words of --missing (option \`missing\`)`;
    if (!Number.isSafeInteger(value)) this.fraction = true;
    return value;
  }

  private valueOf(field: string): number {
    const { type, spelling } = this.plan;
    if (type === 'date') return parseDate(field, spelling?.pattern ?? '');
    if (type === 'boolean') {
      const [no, yes] = spelling?.words ?? [];
      if (field === no) return 0;
      if (field === yes) return 1;
      return field === '0' || field === '1' ? Number(field) : (booleanWord(field)?.value ?? Number.NaN);
    }
    if (isInfinity(field)) return Infinity;
    const number = spelledNumber(field);
    return number === undefined ? Number.NaN : valueOf(number, spelling?.decimal ?? '.');
  }

  finish(): TableColumn {
    const { name, type, spelling } = this.plan;
    if (type === 'category' || type === 'text' || type === 'texts') return this.texts(type);
    // A fraction in a column that was of whole numbers is a number too.
    const own = type === 'integer' && this.fraction ? 'number' : type;
    return { name, type: own, values: this.values, ...defined({ spelling, missing: this.missing }) };
  }

  private texts(type: 'category' | 'text' | 'texts'): TableColumn {
    const { context, codes, distinct, plan } = this;
    const { name } = plan;
    const raw = Array.from({ length: distinct.size }, (_, place) => context.decode(...distinct.span(place)));
    const trimmed = raw.map((text) => text.trim());
    const signs = trimmed.includes('+');
    const isMissing = trimmed.map((text) => text === '' || (context.missing.has(text) && !(signs && text === '-')));
    const present = new Map<string, number>();
    trimmed.forEach((text, place) => {
      if (!isMissing[place]) present.set(text, (present.get(text) ?? 0) + distinct.counts[place]!);
    });
    const gaps = isMissing.includes(true) ? Uint8Array.from(codes, (code) => (isMissing[code] ? 1 : 0)) : undefined;
    const absent = defined({ missing: gaps });
    const own = type === 'texts' ? inferTextType([...present.values()], plan.maxCategories) : type;
    if (own === 'text')
      return { name, type: own, values: Array.from(codes, (code) => (isMissing[code] ? '' : raw[code]!)), ...absent };
    const categories = [...present.keys()].sort();
    const places = new Map(categories.map((category, place) => [category, place]));
    const moved = trimmed.map((text, place) => (isMissing[place] ? -1 : places.get(text)!));
    return { name, type: own, categories, values: codes.map((code) => moved[code]!), ...absent };
  }
}
