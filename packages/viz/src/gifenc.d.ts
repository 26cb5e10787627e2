declare module 'gifenc' {
  export type GifPalette = number[][];
  export interface GifStream {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options?: { palette?: GifPalette; delay?: number; repeat?: number; dispose?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }
  export function GIFEncoder(options?: { initialCapacity?: number }): GifStream;
  export function quantize(rgba: Uint8Array, maxColors: number, options?: { format?: 'rgb565' | 'rgb444' }): GifPalette;
  export function applyPalette(rgba: Uint8Array, palette: GifPalette, format?: 'rgb565' | 'rgb444'): Uint8Array;
}
