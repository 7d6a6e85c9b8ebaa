// Owns what a log is called on the screen and on the phone.

/** The part that differs between two logs of one tablet, as short as people can say it. */
export function notebookName(log: string): string {
  return log.slice(9, 13);
}
