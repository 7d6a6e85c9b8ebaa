// Owns the switches: each takes one rule out of the product's own source while a worker loads it, so that the product
// carries no flag and the simulation is seen to fail without the rule. A piece of source that is not found is an error.

interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Switch {
  readonly name: string;
  /** A seed that finds it, tried first; when it no longer does, others will. */
  readonly seed: number;
  /** What the simulated world then loses. */
  readonly rule: string;
  readonly edits: readonly Edit[];
}

const one = (file: string, find: string, put: string): readonly Edit[] => [{ file, find, put }];

export const switches: readonly Switch[] = [
  {
    name: 'client trusts its own mark',
    seed: 4,
    rule: '1: an answer with status 200 acknowledges what was sent',
    edits: [
      {
        file: 'client/exchange/exchange-once.ts',
        find: '  if (!isExchangeAnswer(answer)) {',
        put: `  if (answer.status === 200)
    for (const { log, head } of deliveries)
      if (head !== null) await database.acks.put({ log: log.log, have: head.seq, stable: 0 });
  if (!isExchangeAnswer(answer)) {`,
      },
      {
        file: 'client/journal/adopt.ts',
        find: "const have = outcome.outcome === 'have' ? outcome.have : outcome.common;",
        put: `const have = Math.max(
        (await acks.get(name))?.have ?? 0,
        outcome.outcome === 'have' ? outcome.have : outcome.common,
      );`,
      },
    ],
  },
  {
    name: 'client asks only about pending logs',
    seed: 25,
    rule: '1: a log with nothing unsent is not asked about any more',
    edits: one(
      'client/journal/delivery.ts',
      'log.headSeq > (acks.get(log.log)?.stable ?? 0)',
      'log.headSeq > (acks.get(log.log)?.have ?? 0)',
    ),
  },
  {
    name: 'client adopts upwards only',
    seed: 4,
    rule: '2: a server that has less than before is not believed',
    edits: one(
      'client/journal/adopt.ts',
      "const have = outcome.outcome === 'have' ? outcome.have : outcome.common;",
      `const have = Math.max(
        (await acks.get(name))?.have ?? 0,
        outcome.outcome === 'have' ? outcome.have : outcome.common,
      );`,
    ),
  },
  {
    name: 'client clears after send',
    seed: 2,
    rule: '8: rows leave the tablet when the server has answered',
    edits: one(
      'client/exchange/exchange-once.ts',
      '  return takeAnswer(parts, { pull, pullRequest, deliveries, reads, remembered }, answer);',
      `  for (const { log, head } of deliveries)
    if (head !== null)
      await database.rows
        .where('[log+seq]')
        .between([log.log, 0], [log.log, head.seq], false, false)
        .delete();
  return takeAnswer(parts, { pull, pullRequest, deliveries, reads, remembered }, answer);`,
    ),
  },
  {
    name: 'no new log on a mismatch',
    seed: 5,
    rule: '3: a differing hash is ignored',
    edits: one(
      'client/journal/adopt.ts',
      "outcome.outcome === 'diverged' || isBroken)\n",
      'isBroken && false)\n',
    ),
  },
  {
    name: 'rows that do not chain wait for ever',
    seed: 190,
    rule: '4: no new log is asked for when even single rows do not chain',
    edits: one(
      'sync-server/ingest/take-log.ts',
      "const what = bodies.length > 0 ? 'rows' : 'new-log';",
      "const what = 'rows';",
    ),
  },
  {
    name: 're-emission without origin',
    seed: 5,
    rule: '3: a row carried into a new log forgets where it was written',
    edits: one('client/journal/adopt.ts', 'hash: previous, origin };', 'hash: previous };'),
  },
  {
    name: 'the old log steps back before the new one has its rows',
    seed: 69,
    rule: '3: adoption and new log are not one transaction',
    edits: [
      {
        file: 'client/journal/adopt.ts',
        find: "  return database.transaction('rw', [settings, logs, rows, acks, bodies, verdicts], async () => {",
        put: '  void [settings, logs, rows, acks, bodies, verdicts];\n  return (async () => {',
      },
      {
        file: 'client/journal/adopt.ts',
        find: '    return { rotated, hasStableGrown };\n  });\n}',
        put: '    return { rotated, hasStableGrown };\n  })();\n}',
      },
      {
        file: 'client/journal/adopt.ts',
        find: '  await rows.bulkAdd(pointers);',
        // A slow disk: the longer it takes, the likelier somebody is killed in between.
        put: '  await logs.put({ ...left, headSeq: common });\n  for (let i = 0; i < 60; i++) await logs.get(left.log);\n  await rows.bulkAdd(pointers);',
      },
    ],
  },
  {
    name: 'identity without hash',
    seed: 5,
    rule: '3: the server takes two rows of one place for one',
    edits: one(
      'sync-server/ingest/store-rows.ts',
      '?.filter((other) => isSameRow(other, row)) ?? [];',
      '?.filter(() => true) ?? [];',
    ),
  },
  {
    name: 'own rows known by the name of their log',
    seed: 7,
    rule: '7: what a copy wrote under the same name is held back from the tablet',
    edits: one(
      'sync-server/ingest/own-rows.ts',
      'own.set(log, Math.max(0, ...agreed.map((row) => row.seq)));',
      'own.set(log, agreed.length + Number.MAX_SAFE_INTEGER - 1_000);',
    ),
  },
  {
    name: 'cursor ahead of the stored page',
    seed: 66,
    rule: '6: cursor and page are not one transaction',
    edits: [
      {
        file: 'client/journal/feed.ts',
        find: "  return database.transaction('rw', feeds, pages, remembered, async () => {",
        put: '  void remembered;\n  return (async () => {',
      },
      {
        file: 'client/journal/feed.ts',
        find: '    if (page.record !== null) await pages.put(page.record);\n',
        put: '',
      },
      {
        file: 'client/journal/feed.ts',
        find: '    await feeds.put({ centreId: step.centreId, cursor, feedSeq, generation, rolling });\n    return true;\n  });',
        put: `    await feeds.put({ centreId: step.centreId, cursor, feedSeq, generation, rolling });
    if (page.record !== null) await pages.put(page.record);
    return true;
  })();`,
      },
    ],
  },
  {
    name: 'what others wrote goes with the feed of a server that was put back',
    seed: 5,
    rule: '8: after a restore a tablet tells only what it wrote itself',
    edits: one(
      'client/journal/feed.ts',
      '  if (ofBefore.length > 0) await database.remembered.bulkPut(ofBefore);\n',
      '  void ofBefore;\n',
    ),
  },
  {
    name: 'no rolling feed hash',
    seed: 4,
    rule: '6: a cursor is believed by its number alone',
    edits: [
      {
        file: 'sync-server/ingest/feed.ts',
        find: 'if (row && equalBytes(row.rolling, position.rolling)) return',
        put: 'if (row || position.feedSeq > 0) return',
      },
      {
        file: 'client/exchange/take-feed.ts',
        find: 'if (taking.isReset || taking.reached === null) return true;',
        put: 'if (digest) return true;',
      },
    ],
  },
  {
    name: 'feed numbers from a counter beside the transaction',
    seed: 1,
    rule: '6: a number that was taken and rolled back stays away',
    edits: [
      {
        file: 'sync-server/ingest/feed.ts',
        find: '  let feedSeq = centre.feed_seq;\n',
        put: '  let feedSeq = Math.max(centre.feed_seq, lastNumbers.get(centreId) ?? 0);\n',
      },
      {
        file: 'sync-server/ingest/feed.ts',
        find: '    feedSeq += 1;\n',
        put: '    feedSeq += 1;\n    lastNumbers.set(centreId, feedSeq);\n',
      },
      {
        file: 'sync-server/ingest/feed.ts',
        find: 'export interface FeedEntry {',
        put: 'const lastNumbers = new Map<number, number>();\nexport interface FeedEntry {',
      },
    ],
  },
  {
    name: 'server acknowledges before its commit',
    seed: 1,
    rule: '1: the answer names what was offered, the rows are stored afterwards',
    edits: [
      {
        file: 'sync-server/ingest/exchange-service.ts',
        find: 'device === null ? [] : takeLogs(deps, request, device),',
        put: `(device !== null &&
      setImmediate(() => void takeLogs(deps, request, device).catch(() => undefined)),
    [] as TakeOutcome[]),`,
      },
      {
        file: 'sync-server/ingest/exchange-service.ts',
        find: '    ...own,\n',
        put: `    ...own,
    have: Object.fromEntries(
      Object.entries(header.logs).map(([log, { head }]) => [
        log,
        { seq: head[0], headHash: head[1], hashAt: (header.ask[log] ?? []).map(([, hash]) => hash) },
      ]),
    ),
`,
      },
    ],
  },
  {
    name: 'a word on a dose counts as heard once its row is acknowledged',
    seed: 6,
    rule: 'a tablet never hears that a dose it shows as being checked was confirmed',
    edits: one('client/journal/delivery.ts', 'settled: ack?.settled ?? 0,', 'settled: have,'),
  },
  {
    name: 'appointment numbers re-used after a restore',
    seed: 5,
    rule: '16: a new epoch numbers on where the back-up stood',
    edits: one(
      'sync-server/ingest/epoch.ts',
      'const block = appointmentBlock * (next.number - seen.number);',
      'const block = appointmentBlock * 0;',
    ),
  },
  {
    name: 'the same block for every restore of one back-up',
    seed: 27,
    rule: '16: the gap does not grow with the epochs passed over',
    edits: one(
      'sync-server/ingest/epoch.ts',
      'const block = appointmentBlock * (next.number - seen.number);',
      'const block = appointmentBlock;',
    ),
  },
  {
    name: 'a key announced once for ever',
    seed: 6,
    rule: 'the sign-ins of a new log lean on one in another log, which may arrive later or at another centre',
    edits: one(
      'client/tablet-core/event-writer.ts',
      'wrap !== undefined && wrap.announcedIn !== span.log;',
      'wrap !== undefined && wrap.announcedIn === null;',
    ),
  },
  {
    name: 'the other branch is not judged again',
    seed: 7,
    rule: '3: a dose stays confirmed although its tablet turns out to be copied',
    edits: one(
      'sync-server/ingest/store-rows.ts',
      'for (const key of casesOfOtherBranches(held, rows)) touched.add(key);',
      'casesOfOtherBranches(held, rows);',
    ),
  },
  {
    name: 'own rows read log by log',
    seed: 32,
    rule: 'a row carried into a new log loses its author on the tablet',
    edits: one(
      'client/tablet-core/known-events.ts',
      '  return [...rows].sort((a, b) => {',
      '  if (rows.length >= 0) return [...rows];\n  return [...rows].sort((a, b) => {',
    ),
  },
  {
    name: 'a moved tablet taints what it sent before',
    seed: 95,
    rule: 'a verdict leans on where the tablet is now, not on when its rows came',
    edits: one(
      'sync-server/judge/gather-dose-facts.ts',
      'row.centre_id === centreId ||\n      receivedAt < row.enrolled_at,',
      'row.centre_id === centreId,',
    ),
  },
  {
    name: 'an event is held only under its first name',
    seed: 21,
    rule: '3: what came in a new log first is stored again when its first log comes',
    edits: one(
      'sync-server/ingest/store-rows.ts',
      'if (row.event === null || isHeld) return base;',
      'const isCarried = row.origin.log !== context.log || row.origin.seq !== row.seq;\n  if (row.event === null || (isHeld && isCarried)) return base;',
    ),
  },
  {
    name: 'a device unknown to the server is refused',
    seed: 14,
    rule: '9: a tablet enrolled after the back-up never delivers again',
    edits: one(
      'client/exchange/exchange-once.ts',
      'certificate: memory.needsCertificate ? await readCertificate(database) : null,',
      'certificate: null,',
    ),
  },
  {
    name: 'decisions lost on restore',
    seed: 4,
    rule: '16: after a restore the decisions file is not read again',
    edits: one(
      'sync-server/decisions/take-back.ts',
      'saidAgain.includes(entry.what) && !stored.has(entry.id),',
      "saidAgain.includes(entry.what) && stored.has('') && !stored.has(entry.id),",
    ),
  },
  {
    name: 'decisions kept in the database alone',
    seed: 4,
    rule: '16: a decision is answered before it stands in the file, and a restart does not write it there either',
    edits: [
      {
        file: 'sync-server/desk/decide.ts',
        find: '  deps.decisions.append([made.entry]);\n',
        put: '',
      },
      {
        file: 'sync-server/decisions/take-back.ts',
        find: '  decisions.append(lines);\n',
        put: "  decisions.append(lines.filter((line) => line.what === 'epoch'));\n",
      },
    ],
  },
  {
    name: 'a waiting decision is forgotten',
    seed: 51,
    rule: '16: a decision whose dose comes back after the restore is not said again',
    edits: one(
      'sync-server/ingest/take-log.ts',
      '  await applyWaitingDecisions(context, touched);\n',
      '  void applyWaitingDecisions;\n',
    ),
  },
];
