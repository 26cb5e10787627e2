import { readFileSync } from 'node:fs';

const folder = new URL('../oracles/', import.meta.url);

interface Encoded {
  /** In hexadecimal digits. */
  readonly bytes: string;
}

/** What `images.py` says of its files. */
export const imageOracle: {
  readonly png: Record<string, Encoded & { channels: number; data: number[] }>;
  readonly decoded: Record<string, { shape: [number, number, number]; deep: boolean; data: number[] }>;
  readonly resized: Record<'crop' | 'pad' | 'stretch', number[]>;
  readonly labels: Record<string, Encoded & { y: number[]; classes: string[] }>;
  readonly channels: Record<string, { data: number[]; first: boolean; shape: number[]; moved: number[] }>;
  readonly sparse: Record<string, Encoded & { data: number[] }>;
} = JSON.parse(readFileSync(new URL('images.json', folder), 'utf8')) as typeof imageOracle;

/** The bytes of a picture that `images.py` wrote. */
export const pictureFile = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`images/${name}`, folder)));

/** The bytes that hexadecimal digits say. */
export const bytesOf = ({ bytes }: Encoded): Uint8Array => new Uint8Array(Buffer.from(bytes, 'hex'));
