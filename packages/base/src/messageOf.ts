/** What a caught value says: the message of an error, and of anything else its text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
