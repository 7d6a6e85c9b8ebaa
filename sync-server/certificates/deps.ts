// Owns what issuing cards is built from.

import type { DecisionsFile } from '../decisions/decisions-file.ts';
import type { ServerParts } from '../parts.ts';

export interface CardDeps extends ServerParts {
  readonly appVersion: string;
  /** What was issued and taken back outlives the database here. */
  readonly decisions: DecisionsFile;
  /** Where people reach this server, without a slash at the end: the `iss` of every card. */
  readonly issuer: string;
}
