/** The names of the ten digits, in the order of their labels. */
export const digitClasses: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
