/**
 * The parts with something behind `stopGradient`, by name, and why: the gradient is that of the pass with this held, which is then not the gradient of
 * the value. In a case without any of them nothing is held.
 */
export const surrogates: Readonly<Record<string, string>> = {
  adversarialCodes: 'what the discriminator takes for real is the prior’s, which the game does not move',
  contractive: 'x itself is held while the code is differentiated by it',
  dreg: 'an estimator of the encoder’s gradient: shares of the draws and the parameters of q are held',
  factor: 'the discriminator does not move the codes that it judges',
  featureAdversarial: 'features of the true example are the goal, which is not moved',
  'gumbelSoftmax, straight through': 'one-hot codes have the gradient of the relaxed ones',
  residualQuantized: 'the gradient passes straight through the choice of codes',
  riemannianHamiltonian: 'places of the metric are kept as state, and states have no gradient',
  vectorQuantized: 'the gradient passes straight through the choice of a code',
  vonMisesFisher: 'the gradient is that of a draw of the same probability, not that through the accepted proposal',
  'vonMisesFisher, fixed κ': 'as without a fixed concentration',
};
