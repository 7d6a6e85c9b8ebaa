// Owns the words a start prints: where app and desk are, how to get in, what tablets need, how to stop.

import type { Environment } from '../env.ts';
import type { DemoOffer } from './demo.ts';

export interface GreetingFacts {
  readonly appVersion: string;
  readonly environment: Environment;
  readonly isBuilt: boolean;
  readonly centres: number;
  readonly accounts: number;
  /** Null for a real register. */
  readonly demo: DemoOffer | null;
  readonly isDemo: boolean;
  /** Blocks of lines that this start has to say besides; empty ones are left out. */
  readonly notices: readonly (readonly string[])[];
}

export function addressOf({ port, host, tls, publicAddress }: Environment): string {
  if (publicAddress !== undefined) return publicAddress;
  const isEverywhere = host === undefined || host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}

export function writeGreeting(facts: GreetingFacts): string {
  const address = addressOf(facts.environment);
  const kind = facts.isDemo ? 'demo: every centre and person in it is made up' : 'register';
  const blocks = [
    [`Suchi ${facts.appVersion} · ${kind}`],
    [`App (tablet)   ${address}`, `Desk           ${address}/desk`],
    ...(facts.demo === null ? sayRegister(facts) : sayDemo(facts.demo)),
    ...(facts.isBuilt ? [] : [['The app is not built yet: stop, and start with npm start.']]),
    ...facts.notices.filter((lines) => lines.length > 0),
    sayTls(facts.environment),
    ['Stop with Ctrl-C.'],
  ];
  return `\n${blocks.map((lines) => lines.map((line) => `  ${line}\n`).join('')).join('\n')}\n`;
}

function sayDemo(demo: DemoOffer): string[][] {
  const nameWidth = Math.max(0, ...demo.people.map((person) => person.name.length));
  const people = demo.people.map(
    ({ slot, name, referenceId, code }) =>
      `  ${slot}  ${name.padEnd(nameWidth)}  reference id ${referenceId}  code ${code}`,
  );
  return [
    [
      'Sign in at the desk (the password was made just now, for this start only):',
      `  Account      ${demo.account}`,
      `  Password     ${demo.password}`,
      '  (Only a demo leaves out the six digits of the second step.)',
    ],
    [
      `Enrol a tablet at ${demo.centreName} (good for 10 minutes, once; the desk makes more):`,
      `  Code         ${demo.enrolmentCode}`,
    ],
    people.length === 0
      ? ['Nobody is booked there today.']
      : ['People booked there today, as their SMS would show:', ...people],
    ['For real people, use another folder: DATA_DIR=./register npm start -- --empty'],
  ];
}

function sayRegister({ centres, accounts, isDemo }: GreetingFacts): string[][] {
  if (isDemo) return [['This demo has no centre. Start with a DATA_DIR that does not exist yet.']];
  const load = 'npm run import -- --sessions FILE.json --roster FILE.csv';
  const add = 'npm run account -- add --account NAME --name "FULL NAME" --role district-supervisor';
  return [
    ...(centres === 0 ? [['No centre is known yet. Load a day:', `  ${load}`]] : []),
    ...(accounts === 0
      ? [['Nobody can sign in yet. Make an account:', `  ${add} --district DISTRICT`]]
      : []),
  ];
}

function sayTls({ tls, publicAddress, port }: Environment): string[] {
  if (tls !== undefined || publicAddress?.startsWith('https:') === true)
    return ['Tablets reach this server over HTTPS.'];
  return [
    'This is plain http: tablets and the desk work on this machine only (http://localhost).',
    'For others set TLS_CERT and TLS_KEY, or for one tablet on a cable:',
    `  adb reverse tcp:${port} tcp:${port}`,
  ];
}
