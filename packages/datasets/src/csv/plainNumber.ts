const point = 0x2e;
const comma = 0x2c;
const zero = 0x30;
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * Reads plain numbers (sign, digits, one mark, exponent) straight from bytes: most fields of most files are such, and no text is made of them. One object
 * is used for all fields; what it found of the last one stands in its fields.
 */
export class PlainNumber {
  /** The byte of the mark before the decimals; 0 for none. */
  mark = 0;
  whole = 0;
  decimals = 0;
  hasExponent = false;
  leadingZero = false;
  private mantissa = 0;
  private significant = 0;
  private exponent = 0;
  private negative = false;
  private signed = false;
  private start = 0;
  private end = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Whether the bytes are a plain number, blanks around it allowed. */
  read(start: number, end: number): boolean {
    const { bytes } = this;
    let at = start;
    let last = end;
    while (at < last && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
    while (last > at && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0x09)) last--;
    this.start = at;
    this.end = last;
    this.negative = bytes[at] === 0x2d;
    this.signed = this.negative || bytes[at] === 0x2b;
    if (this.signed && at < last) at++;
    let mantissa = 0;
    let significant = 0;
    const first = at;
    let digit = 0;
    while (at < last && (digit = bytes[at]! - zero) >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) significant++;
      at++;
    }
    this.whole = at - first;
    this.leadingZero = this.whole > 1 && bytes[first] === zero;
    this.mark = 0;
    this.decimals = 0;
    if (at < last && (bytes[at] === point || bytes[at] === comma)) {
      this.mark = bytes[at]!;
      const behind = ++at;
      while (at < last && (digit = bytes[at]! - zero) >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        if (mantissa > 0) significant++;
        at++;
      }
      this.decimals = at - behind;
    }
    if (this.whole + this.decimals === 0) return false;
    this.mantissa = mantissa;
    this.significant = significant;
    this.exponent = 0;
    this.hasExponent = at < last && (bytes[at] === 0x65 || bytes[at] === 0x45);
    return this.hasExponent ? this.readExponent(at + 1, last) : at === last;
  }

  private readExponent(start: number, end: number): boolean {
    const { bytes } = this;
    let at = start;
    const negative = bytes[at] === 0x2d;
    if (at < end && (negative || bytes[at] === 0x2b)) at++;
    const first = at;
    let digit = 0;
    let exponent = 0;
    while (at < end && (digit = bytes[at]! - zero) >= 0 && digit <= 9) {
      exponent = Math.min(exponent * 10 + digit, 9999);
      at++;
    }
    this.exponent = negative ? -exponent : exponent;
    return at === end && at > first;
  }

  /** Whether it was `0` or `1`, nothing else: that digit; -1 for others. */
  get bit(): number {
    return this.whole === 1 && this.mark === 0 && !this.hasExponent && !this.signed && this.mantissa <= 1 ? this.mantissa : -1;
  }

  /** Whether its mark may stand between groups of three digits as well as before decimals. */
  get isOpen(): boolean {
    return (
      this.decimals === 3 &&
      this.whole >= 1 &&
      this.whole <= 3 &&
      !this.hasExponent &&
      this.bytes[this.end - this.whole - 4] !== zero
    );
  }

  /** Whether it is a whole number without mark or exponent, that a double holds exactly. */
  get isWhole(): boolean {
    return this.mark === 0 && !this.hasExponent && (this.significant <= 15 || Number.isSafeInteger(this.value));
  }

  /** Whether it is a day of the years 1900 to 2099 as `yyyyMMdd`. */
  get isDay(): boolean {
    const { mantissa } = this;
    if (this.whole !== 8 || this.mark !== 0 || this.hasExponent || this.signed || mantissa < 19_000_101 || mantissa > 20_991_231)
      return false;
    const day = mantissa % 100;
    const month = Math.floor(mantissa / 100) % 100;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    return day < 29 || new Date(Date.UTC(Math.floor(mantissa / 10_000), month - 1, day)).getUTCDate() === day;
  }

  get value(): number {
    const { mantissa, significant, negative } = this;
    const power = this.exponent - this.decimals;
    // A mantissa and a power of ten that are both exact give the nearest double with one operation.
    if (significant <= 15 && power <= 22 && power >= -22) {
      const size = power < 0 ? mantissa / powers[-power]! : mantissa * powers[power]!;
      return negative ? -size : size;
    }
    let text = '';
    for (let i = this.start; i < this.end; i++) text += String.fromCharCode(this.bytes[i]!);
    return Number(this.mark === comma ? text.replace(',', '.') : text);
  }
}
