import { counted } from '../faults.js';
import { defined } from '../defined.js';
import type { Examples } from '../examples.js';
import { imageExamples, type ImageExamplesOptions } from '../imageExamples.js';
import { chosenParts, folderParts, type PartPath } from './dataParts.js';
import type { FileTree, TreeFile } from './fileTree.js';
import { readParts } from './namedArrays.js';
import { caller, mostBytes, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';
import { readWhole } from './readTreeFile.js';

/** A folder of images, by class in sub-folders, perhaps in parts; `undefined` where there are no images. */
export async function readImageFolder(tree: FileTree, options: ReadExamplesOptions): Promise<Parts | undefined> {
  const images = tree.files.filter(({ path }) => /\.(?:png|jpe?g|gif|bmp|webp|tiff?|avif)$/i.test(path));
  const files = new Map(images.map((file) => [file.path, file]));
  if (files.size === 0) return undefined;
  const found = folderParts([...files.keys()]);
  const chosen = chosenParts(tree.name, [...(found?.parts.keys() ?? [])], options);
  if (found === undefined) {
    const cut = wrapping([...files.keys()]).length;
    const all = [...files.values()].map((file) => ({ file, inner: file.path.slice(cut) }));
    return { train: await readImages(tree.name, all, options), paths: inOrder([...files.keys()]) };
  }
  const { parts, others } = found;
  const classes = classesOf(chosen.map((part) => parts.get(part) ?? []));
  let result = await readParts(`${caller}, '${tree.name}'`, chosen, (part, train) =>
    readImages(
      tree.name,
      (parts.get(part) ?? []).flatMap(({ path, inner }) => {
        const file = files.get(path);
        return file === undefined ? [] : [{ file, inner }];
      }),
      {
        ...options,
        // What follows training is in its classes and its channels.
        images: {
          ...options.images,
          ...(train === undefined ? {} : { color: train.x.shape[3] === 3 ? 'rgb' : 'gray' }),
          ...defined({ classes }),
        },
      },
    ),
  );
  const [only, ...more] = chosen.map((part) => inOrder((parts.get(part) ?? []).map(({ inner }) => inner)));
  if (only !== undefined && more.length === 0) result = { ...result, paths: only };
  if (others.length === 0) return result;
  const left = `${counted(others.length, 'image')} of '${tree.name}' ${others.length === 1 ? 'lies' : 'lie'} in none of the parts`;
  return { ...result, notes: [`${left} and ${others.length === 1 ? 'is' : 'are'} left out, such as ${others[0]}`] };
}

/** The folders before those of the classes: each holds one folder and nothing else, as an archive does that was unpacked. */
function wrapping(paths: readonly string[]): string {
  for (let below = ''; ;) {
    const top = paths[0]?.slice(below.length).split('/')[0] ?? '';
    const next = `${below}${top}/`;
    if (!paths.every((path) => path.startsWith(next) && path.includes('/', next.length))) return below;
    below = next;
  }
}

/** A path that names no class, for images whose labels are given. */
const flat = (path: string): string => path.replaceAll('/', '\\');

const inOrder = (paths: readonly string[]): string[] => [...paths].sort((a, b) => (flat(a) < flat(b) ? -1 : 1));

/** The classes of the first part, then those that only another part has; `undefined` where the first has none. */
function classesOf(parts: readonly (readonly PartPath[])[]): readonly string[] | undefined {
  const ofPart = (paths: readonly PartPath[]): string[] =>
    [...new Set(paths.flatMap(({ inner }) => (inner.includes('/') ? [inner.slice(0, inner.indexOf('/'))] : [])))].sort();
  const [first = [], ...others] = parts.map(ofPart);
  return first.length === 0 ? undefined : [...new Set([...first, ...others.flat()])];
}

const readImages = (
  name: string,
  files: readonly { readonly file: TreeFile; readonly inner: string }[],
  options: ReadExamplesOptions & { readonly images?: ImageExamplesOptions },
): Promise<Examples<'none'>> =>
  imageExamples(
    files.map(({ file, inner }) => ({
      path: options.labels === undefined ? inner : flat(inner),
      bytes: () => readWhole(file, options),
    })),
    { ...options.images, maxBytes: options.maxBytes ?? mostBytes, name: `${caller}, '${name}'` },
  );
