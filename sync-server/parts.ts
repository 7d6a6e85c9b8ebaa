// Owns the few things every service is built from: store, keys, clock and randomness come in, so that tests and the simulation can replay them.

import type { Bytes } from '../schemas/bytes.ts';
import type { DeploymentKeys } from './keys/deployment-keys.ts';
import type { Store } from './store/database.ts';

export interface Clock {
  /** Epoch seconds, whole. */
  readonly nowSeconds: () => number;
}

/** `length` bytes from a cryptographic source. */
export type Random = (length: number) => Bytes;

export interface ServerParts {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly clock: Clock;
  readonly random: Random;
}
