// Owns the list of all measures, in the order in which they run.

import type { Measure } from './measure.ts';
import { append } from './measures/append.ts';
import { ingest } from './measures/ingest.ts';
import { links } from './measures/links.ts';
import { longDay } from './measures/long-day.ts';
import { pack } from './measures/pack.ts';
import { peersOnTheWire } from './measures/peers.ts';
import { screen } from './measures/screen.ts';
import { wire } from './measures/wire.ts';

export const measures: readonly Measure[] = [
  wire,
  pack,
  peersOnTheWire,
  append,
  ingest,
  links,
  screen,
  longDay,
];
