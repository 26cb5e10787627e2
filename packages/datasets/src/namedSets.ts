import { cifar10Classes } from './cifarClasses.js';
import { defined } from './defined.js';
import { faults } from './faults.js';
import { digitClasses } from './digitClasses.js';
import { emnistClasses } from './emnistClasses.js';
import { fashionMnistClasses } from './fashionMnistClasses.js';

/** The named sets that are looked for on the machine and fetched where they are missing. */
export type NamedSetName = 'cifar10' | 'dsprites' | 'emnist' | 'fashion-mnist' | 'kmnist' | 'mnist';

/**
 * What is published about a file's bytes, in hexadecimal.
 *
 * `sha256`, `md5` and `gitBlob` (the name git gives the file in its authors' repository: SHA-1 over `blob SIZE`, a zero byte and the bytes) are of
 * the file itself, `contentSha256` is of what it inflates to. A file is genuine if all that are given of the first three agree, or the last does: a
 * mirror may compress it anew.
 */
export interface Checksums {
  readonly sha256?: string;
  readonly md5?: string;
  readonly gitBlob?: string;
  readonly contentSha256?: string;
}

/** One file of a named set as its mirrors hold it. */
export interface NamedSetFile {
  readonly name: string;
  /** Its published size in bytes, where there is one. */
  readonly bytes?: number;
  /** What it inflates to in bytes, where that is known. */
  readonly contentBytes?: number;
  readonly checksums: Checksums;
}

/** A named set: what it is, under which license, from where. Made of plain values: JSON holds all of it. */
export interface NamedSet {
  readonly name: NamedSetName;
  readonly title: string;
  readonly description: string;
  /** Who made the data. */
  readonly source: string;
  readonly homepage: string;
  /** An SPDX expression where there is one. */
  readonly license: string;
  /** The shape of one example. */
  readonly shape: readonly number[];
  readonly train: number;
  readonly test: number;
  readonly classes: readonly string[];
  readonly files: readonly NamedSetFile[];
  /** Public addresses, each the beginning of a file's address, in the order they are tried. */
  readonly mirrors: readonly string[];
}

const idxImages = { train: 47_040_016, test: 7_840_016 };
const idxLabels = { train: 60_008, test: 10_008 };

/** The four files of a set in the format of MNIST; SHA-256 of each file and, where known, of what it inflates to. */
function idxFiles(
  sizes: readonly [number, number, number, number],
  sha256: readonly [string, string, string, string],
  contents?: readonly [string, string, string, string],
): readonly NamedSetFile[] {
  const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'];
  const contentBytes = [idxImages.train, idxLabels.train, idxImages.test, idxLabels.test];
  return names.map((name, i) => {
    const contentSha256 = contents?.[i];
    return {
      name: `${name}.gz`,
      bytes: sizes[i] ?? 0,
      contentBytes: contentBytes[i] ?? 0,
      checksums: { sha256: sha256[i] ?? '', ...defined({ contentSha256 }) },
    };
  });
}

const gray28 = { shape: [28, 28, 1], train: 60_000, test: 10_000 };

const sets: Readonly<Record<NamedSetName, NamedSet>> = {
  mnist: {
    name: 'mnist',
    title: 'MNIST',
    description: 'Handwritten digits in ten classes, gray pixels in 8 bits, with the original training and test split',
    source: 'The MNIST database of handwritten digits, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges',
    homepage: 'http://yann.lecun.com/exdb/mnist/',
    license: 'CC-BY-SA-3.0',
    ...gray28,
    classes: digitClasses,
    files: idxFiles(
      [9_912_422, 28_881, 1_648_877, 4542],
      [
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      ],
      [
        'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
        '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
        '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
        'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      ],
    ),
    mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
  },
  'fashion-mnist': {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    description: 'Articles of clothing in ten classes, gray pixels in 8 bits, with the original training and test split',
    source: 'Fashion-MNIST, by Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research',
    homepage: 'https://github.com/zalandoresearch/fashion-mnist',
    license: 'MIT',
    ...gray28,
    classes: fashionMnistClasses,
    files: idxFiles(
      [26_421_880, 29_515, 4_422_102, 5148],
      [
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      ],
      [
        'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
        'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
        '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
        '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      ],
    ),
    mirrors: [
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    ],
  },
  kmnist: {
    name: 'kmnist',
    title: 'Kuzushiji-MNIST',
    description: 'Cursive Japanese characters in ten classes, gray pixels in 8 bits, with the original training and test split',
    source: 'KMNIST Dataset, created by CODH, adapted from Kuzushiji Dataset, created by NIJL and others (doi:10.20676/00000341)',
    homepage: 'http://codh.rois.ac.jp/kmnist/index.html.en',
    license: 'CC-BY-SA-4.0',
    ...gray28,
    classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    files: idxFiles(
      [18_165_135, 29_497, 3_041_136, 5120],
      [
        '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
        'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
        'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
        '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
      ],
    ),
    mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  },
  emnist: {
    name: 'emnist',
    title: 'EMNIST',
    description:
      'Handwritten letters and digits, gray pixels in 8 bits, upright; the balanced split of 47 classes unless another is asked for',
    source: 'EMNIST, by Gregory Cohen, Saeed Afshar, Jonathan Tapson and André van Schaik, from NIST Special Database 19',
    homepage: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
    license: 'not stated',
    shape: [28, 28, 1],
    train: 112_800,
    test: 18_800,
    classes: emnistClasses.balanced,
    files: [
      {
        name: 'gzip.zip',
        bytes: 561_753_746,
        checksums: { sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e' },
      },
    ],
    mirrors: ['https://biometrics.nist.gov/cs_links/EMNIST/', 'https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/'],
  },
  cifar10: {
    name: 'cifar10',
    title: 'CIFAR-10',
    description: 'Color photographs of 32 × 32 pixels in ten classes, in 8 bits, with the original training and test split',
    source: 'CIFAR-10, by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton',
    homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    license: 'not stated',
    shape: [32, 32, 3],
    train: 50_000,
    test: 10_000,
    classes: cifar10Classes,
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        checksums: { sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd' },
      },
    ],
    mirrors: [
      'https://www.cs.toronto.edu/~kriz/',
      'https://cave.cs.toronto.edu/kriz/',
      'https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/',
    ],
  },
  dsprites: {
    name: 'dsprites',
    title: 'dSprites',
    description:
      'White sprites on black, 64 × 64 pixels, one for each combination of shape, scale, rotation and position; by default 50,000 and 10,000 drawn from the 737,280',
    source: 'dSprites, by Loic Matthey, Irina Higgins, Demis Hassabis and Alexander Lerchner, DeepMind',
    homepage: 'https://github.com/google-deepmind/dsprites-dataset',
    license: 'Apache-2.0',
    shape: [64, 64, 1],
    train: 50_000,
    test: 10_000,
    classes: ['square', 'ellipse', 'heart'],
    files: [
      {
        name: 'dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz',
        checksums: { gitBlob: 'd98996d3f8ee1550e06b9d4ed78d0beb478910d5', md5: '7da33b31b13a06f4b04a70402ce90c2e' },
      },
    ],
    mirrors: [
      'https://raw.githubusercontent.com/google-deepmind/dsprites-dataset/master/',
      'https://github.com/deepmind/dsprites-dataset/raw/master/',
    ],
  },
};

/** The named sets, with their files, checksums, licenses and mirrors. */
export const namedSets: readonly NamedSet[] = Object.values(sets);

/** A named set. Throws a `DataError` of kind `'option'`, with the names there are, for another name. */
export function namedSet(name: string, caller: string = 'namedSet'): NamedSet {
  const found = namedSets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const names = namedSets.map((set) => set.name).join(', ');
  throw faults.option`${caller}: there is no set named ${JSON.stringify(name)}; the named sets are ${names}`;
}
