import names from './classNameTable.json' with { type: 'json' };

export type EmnistSplit = 'balanced' | 'byclass' | 'bymerge' | 'digits' | 'letters' | 'mnist';

/** The names of the ten digits, in the order of their labels; so are all below. */
export const digitClasses: readonly string[] = names.mnist;

/** The ten classes of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, Table 2). */
export const fashionMnistClasses: readonly string[] = names['fashion-mnist'];

/** The classes of each split of EMNIST. Lower-case letters that look unlike their upper case are classes of the merged splits; of the others one class holds both. */
export const emnistClasses: Readonly<Record<EmnistSplit, readonly string[]>> = names.emnist;

export const cifar10Classes: readonly string[] = names.cifar10;

export const cifar100CoarseClasses: readonly string[] = names.cifar100.coarse;

export const cifar100FineClasses: readonly string[] = names.cifar100.fine;
