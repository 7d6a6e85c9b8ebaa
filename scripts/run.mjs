// Runs one TypeScript program with the Node of the lock file: node scripts/run.mjs PROGRAM.ts …
import { findNode, giveUp, runToEnd } from './node-runtime.mjs';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) giveUp('Say which program to run: node scripts/run.mjs PROGRAM.ts …');
process.exitCode = await runToEnd(findNode(), [program, ...args]);
