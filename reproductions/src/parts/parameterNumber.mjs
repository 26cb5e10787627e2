/** How many numbers of a model are trained. */
export const parameterNumber = ({ variables }) => Object.values(variables).reduce((sum, { size }) => sum + size, 0);
