/** The different fields of a column, numbered in the order they come, by their bytes: a text is made once of each, not once a row. */
export class DistinctFields {
  readonly counts: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private slots = new Int32Array(16).fill(-1);
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.starts.length;
  }

  place(start: number, end: number): number {
    const { bytes, starts, ends } = this;
    let slot = this.hash(start, end);
    for (; ; slot = (slot + 1) & (this.slots.length - 1)) {
      const place = this.slots[slot]!;
      if (place < 0) break;
      const from = starts[place]!;
      if (ends[place]! - from !== end - start) continue;
      let i = start;
      while (i < end && bytes[i] === bytes[from + i - start]) i++;
      if (i < end) continue;
      this.counts[place]!++;
      return place;
    }
    const place = starts.length;
    this.slots[slot] = place;
    starts.push(start);
    ends.push(end);
    this.counts.push(1);
    if (2 * starts.length > this.slots.length) this.grow();
    return place;
  }

  span(place: number): readonly [start: number, end: number] {
    return [this.starts[place]!, this.ends[place]!];
  }

  // FNV-1a, mixed once more, as the slots are its lowest bits.
  private hash(start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ this.bytes[i]!, 0x01000193);
    return (hash ^ (hash >>> 15)) & (this.slots.length - 1);
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let place = 0; place < this.starts.length; place++) {
      let slot = this.hash(this.starts[place]!, this.ends[place]!);
      while (this.slots[slot]! >= 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = place;
    }
  }
}
