// Owns what all runs of a worker share: the deployment's keys, and a database with its tables, centres and staff.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createECDH } from 'node:crypto';
import { istDayOf } from '../../schemas/rules/day.ts';
import { prepareDeployment } from '../../sync-server/deployment.ts';
import { openDeploymentKeys, type DeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import { openStore } from '../../sync-server/store/database.ts';
import { createDice } from './dice.ts';
import { insertCentres } from './people.ts';
import { baseSeconds } from './server.ts';

export interface Deployment {
  readonly keys: DeploymentKeys;
  readonly template: Uint8Array;
  readonly folder: string;
  readonly remove: () => void;
}

export async function createDeployment(): Promise<Deployment> {
  const shared = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(shared, 'suchi-simulation-'));
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'keys', 'keys.json'), JSON.stringify(makeKeys()));
  const keys = await openDeploymentKeys(folder);
  const file = join(folder, 'template.sqlite');
  const opened = await openStore(file, () => undefined);
  if (opened.outcome !== 'open') throw new Error(`simulation: ${JSON.stringify(opened)}`);
  const { store } = opened;
  await prepareDeployment({ store, keys, random: (length) => new Uint8Array(length) }, false);
  await insertCentres(store.database, istDayOf(baseSeconds));
  await store.close();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { keys, template: readFileSync(file), folder, remove };
}

/** The same in every worker, so that a run is the same on every machine. Nothing real is ever sealed with them. */
function makeKeys() {
  const dice = createDice(1);
  const text = (count: number): string => Buffer.from(dice.bytes(count)).toString('base64url');
  const pair = () => {
    const scalar = dice.bytes(32);
    scalar[0]! &= 0x7f;
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(scalar);
    const point = curve.getPublicKey();
    const part = (from: number): string => point.subarray(from, from + 32).toString('base64url');
    const d = Buffer.from(scalar).toString('base64url');
    return { kty: 'EC', crv: 'P-256', d, x: part(1), y: part(33) };
  };
  return {
    deployment: 'SIM0000000000000',
    sealing: [{ kid: 'simkid01', privateJwk: pair() }],
    signingPrivateJwk: pair(),
    macKey: text(32),
    storageKey: text(32),
    identityKey: text(32),
  };
}
