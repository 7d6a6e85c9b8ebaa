// Owns what has arrived from one tablet, series by series: numbers here, missing and unreadable, and the proof.

import type { JSX } from 'preact';
import type {
  DeskChainProof,
  DeskTabletDetail,
  DeskTabletLog,
} from '../../../../schemas/desk-tablets.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Facts, Sheet } from '../../../ui/layout.tsx';
import { Notice, StatusWords } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayHash, sayRange, sayRanges } from './range-words.ts';

export function TabletLogs({ detail }: { readonly detail: DeskTabletDetail }): JSX.Element {
  return (
    <>
      <div>
        <h2 class="desk-heading">{say('tablet.records')}</h2>
        <p class="desk-soft">
          {say(detail.logs.length === 0 ? 'tablet.noRecords' : 'tablet.recordsMeans')}
        </p>
        {detail.logsElsewhere > 0 && (
          <p class="desk-soft">{say('tablet.seriesElsewhere', { count: detail.logsElsewhere })}</p>
        )}
      </div>
      {detail.logs.map((log) => (
        <LogSheet key={log.log} log={log} />
      ))}
    </>
  );
}

function LogSheet({ log }: { readonly log: DeskTabletLog }): JSX.Element {
  const name = say('tablet.series', { name: log.log });
  return (
    <Sheet label={name}>
      <h3 class="desk-series">{name}</h3>
      <p class="desk-soft">{say('tablet.seriesOf', { centre: log.centreName })}</p>
      <Facts facts={logFacts(log)} />
      {log.proof.outcome === 'broken' && (
        <Notice
          tone="bad"
          title={say('tablet.proof.broken', { number: String(log.proof.firstBad) })}
        >
          <p>{say(`tablet.proof.${log.proof.why}`)}</p>
        </Notice>
      )}
    </Sheet>
  );
}

function logFacts(log: DeskTabletLog) {
  return [
    {
      name: say('tablet.held'),
      value: log.seq === 0 ? say('tablet.heldNone') : sayRange({ from: 1, to: log.seq }),
    },
    ...(log.afterGap.length === 0
      ? []
      : [{ name: say('tablet.afterGap'), value: sayRanges(log.afterGap) }]),
    ...(log.carriedOn.length === 0
      ? []
      : [{ name: say('tablet.carriedOn'), value: sayRanges(log.carriedOn) }]),
    { name: say('tablet.missing'), value: <Missing log={log} /> },
    ...(log.unreadableCount === 0
      ? []
      : [{ name: say('tablet.unreadable'), value: <Unreadable log={log} /> }]),
    ...(log.lastReceivedAt === null
      ? []
      : [{ name: say('tablet.lastReceived'), value: formatDayTime(log.lastReceivedAt) }]),
    { name: say('tablet.proof'), value: <Proof proof={log.proof} /> },
  ];
}

function Missing({ log }: { readonly log: DeskTabletLog }): JSX.Element {
  if (log.missing.length === 0)
    return (
      <StatusWords tone="good" icon="confirmed">
        {say('tablet.missingNone')}
      </StatusWords>
    );
  return (
    <ul class="desk-numbers">
      {log.missing.map((range) => (
        <li key={range.from}>
          <strong>{sayRange(range)}</strong>{' '}
          <span class="desk-soft">{say(`tablet.missing.${range.why}`)}</span>
        </li>
      ))}
    </ul>
  );
}

function Unreadable({ log }: { readonly log: DeskTabletLog }): JSX.Element {
  const more = log.unreadableCount - log.unreadable.length;
  return (
    <ul class="desk-numbers">
      {log.unreadable.map(({ seq, receivedAt }) => (
        <li key={seq}>
          {say('tablet.unreadableRow', { number: String(seq), time: formatDayTime(receivedAt) })}
        </li>
      ))}
      {more > 0 && <li>{say('tablet.unreadableMore', { count: more })}</li>}
    </ul>
  );
}

function Proof({ proof }: { readonly proof: DeskChainProof }): JSX.Element {
  if (proof.outcome === 'broken')
    return (
      <StatusWords tone="bad" icon="warning">
        {say('tablet.proof.broken', { number: String(proof.firstBad) })}
      </StatusWords>
    );
  if (proof.to === 0) return <span class="desk-soft">{say('tablet.proof.nothing')}</span>;
  return (
    <StatusWords tone="good" icon="confirmed">
      {say('tablet.proof.unbroken', {
        range: sayRange({ from: 1, to: proof.to }),
        head: sayHash(proof.headHash),
      })}
    </StatusWords>
  );
}
