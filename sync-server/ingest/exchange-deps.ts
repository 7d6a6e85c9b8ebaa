// Owns what an exchange is given from outside: store, keys, clock, randomness, and the reading of certificates.

import type { DecisionsFile } from '../decisions/decisions-file.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';
import type { PackMemory } from './pack-memory.ts';

export interface ExchangeDeps {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly nowSeconds: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
  readonly isDemo: () => boolean;
  readonly packs: PackMemory;
  /** Certificate content when the deployment signed it. */
  readonly readCertificate: (text: string) => {
    readonly deployment: string;
    readonly centreId: number;
    readonly device: string;
    readonly devicePublicKey: string;
    readonly issuedAt: number;
  } | null;
}
