import type { Raster } from '@vaekit/viz';

/** A picture in the forms it can be had in; each is made when it is asked for. */
export interface Figure {
  /** A standalone SVG file, with labels; `bare` without heading and small print, for a page that has its own. */
  svg(options?: { readonly bare?: boolean }): string;
  /** Pixels alone, with as few labels as they need; `encodePng` of `@vaekit/viz` makes a file of them. */
  raster?(scale: number): Raster;
  /** A film, as a GIF file. */
  gif?(scale: number): Uint8Array<ArrayBuffer>;
  /** The numbers that it shows. */
  table?(): { readonly columns: readonly string[]; readonly rows: readonly (readonly (number | string)[])[] };
  /** A heading, where several stand together. */
  readonly title?: string;
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
}

/** Whether examples of this shape (without the batch) are images that can be drawn: gray or RGB. */
export const isImage = (shape: readonly number[]): boolean => shape.length === 3 && (shape[2] === 1 || shape[2] === 3);

/** Throws unless the model's examples are images. */
export function requireImages(caller: string, { event }: { readonly event: readonly number[] }): void {
  if (!isImage(event))
    throw new Error(
      `${caller}: examples of shape [${event.join(',')}] cannot be drawn; expected images, [height,width,1] or [height,width,3]`,
    );
}
