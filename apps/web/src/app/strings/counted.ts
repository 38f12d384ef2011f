/** `1 row`, `1,234 rows`: a count as it is written, with the word that goes with it. */
export const counted = (count: string, one: string, many: string): string => `${count} ${count === '1' ? one : many}`;
