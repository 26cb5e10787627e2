/** The names of the ten classes of Fashion-MNIST, in the order of their labels (Xiao, Rasul and Vollgraf 2017, Table 2). */
export const fashionMnistClasses: readonly string[] = [
  'T-shirt/top',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];
