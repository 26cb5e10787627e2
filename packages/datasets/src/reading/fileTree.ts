import { counted, faults } from '../faults.js';

export interface TreeFile {
  /** The path within the tree, with `/`. */
  readonly path: string;
  /** What messages call the file: its path on the disk, or the same as `path`. */
  readonly name: string;
  /** The bytes of the file; throws a `DataError` of kind `'too-large'` where they are more than `most`. */
  bytes(most: number): Promise<Uint8Array>;
}

/** What somebody brought: one file, or the files of a folder. Nothing here knows whether they lie on a disk or in a browser. */
export interface FileTree {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** The one file, or all below the folder, hidden ones left out. */
  readonly files: readonly TreeFile[];
  /** Of one file: those that lie beside it, where they can be known; its labels are looked for there. */
  readonly beside?: () => Promise<readonly TreeFile[]>;
}

/** What a path ends with, behind its folders. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What a browser's `File` has of use here. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The tree of a browser's files: of one alone a file; of several, as a folder's picker or a drop gives them, a folder. */
export function fileTreeOf(files: FileLike | readonly FileLike[]): FileTree {
  const list = Array.isArray(files) ? (files as readonly FileLike[]) : [files as FileLike];
  const pathOf = (file: FileLike): string => file.webkitRelativePath || file.name;
  const paths = list.map(pathOf);
  const [top] = paths[0]?.split('/') ?? [];
  // A picked folder gives its own name before every path.
  const picked = paths.length > 0 && paths.every((path) => path.startsWith(`${top}/`)) ? `${top}/` : '';
  const tree = list
    .map((file): TreeFile => {
      const path = pathOf(file).slice(picked.length);
      return {
        path,
        name: `${picked}${path}`,
        async bytes(most) {
          checkSize('readExamples', pathOf(file), file.size, most);
          return new Uint8Array(await file.arrayBuffer());
        },
      };
    })
    .filter(({ path }) => !/(?:^|\/)\./.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const [only] = tree;
  if (only !== undefined && tree.length === 1 && picked === '') return { name: only.name, kind: 'file', files: tree };
  return { name: picked === '' ? 'the files' : picked.slice(0, -1), kind: 'folder', files: tree };
}

/** @throws DataError of kind `'too-large'` */
export function checkSize(caller: string, name: string, size: number, most: number): void {
  if (size <= most) return;
  throw faults.tooLarge`${caller}: '${name}' has ${counted(size, 'byte')}; at most ${most} are read (--max-bytes, option \`maxBytes\`)`;
}
