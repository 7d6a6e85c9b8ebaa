// Owns the command that changes the key cards are signed with: npm run rotate-card-key [-- --stolen]

import { rotateCardKey } from '../sync-server/certificates/rotate-key.ts';
import { readEnvironment } from '../sync-server/env.ts';

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--stolen');
const read = readEnvironment();

if (unknown !== undefined) fail([`rotate-card-key knows --stolen, not ${unknown}.`]);
else if (read.outcome === 'faulty') fail(read.sentences);
else {
  const isStolen = args.includes('--stolen');
  const rotated = await rotateCardKey(read.environment.dataDirectory, isStolen);
  if (rotated.outcome === 'refused') fail(rotated.sentences);
  else
    say([
      `Cards are signed with ${rotated.kid} from the next start on.`,
      isStolen
        ? `${rotated.kidBefore} is not published any more: verifiers refuse its cards once they have fetched the keys again. At the next start every card it signed is issued anew.`
        : `${rotated.kidBefore} stays published: cards it signed are believed as before.`,
      'Take a backup now: npm run backup -- --to FOLDER',
    ]);
}

function say(sentences: readonly string[]): void {
  process.stdout.write(`\n${sentences.map((line) => `  ${line}\n`).join('')}\n`);
}

function fail(sentences: readonly string[]): void {
  process.stderr.write(`\n${sentences.join('\n')}\n\n`);
  process.exitCode = 1;
}
