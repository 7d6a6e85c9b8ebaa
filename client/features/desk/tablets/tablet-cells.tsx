// Owns what one tablet says in the list and at the head of its own page: each fault in words with an icon, never colour alone.

import type { JSX } from 'preact';
import { formatDayTime, formatNumber, formatTime } from '../../../i18n/index.ts';
import type { IconName } from '../../../ui/icons.tsx';
import { StatusWords, type Tone } from '../../../ui/notice.tsx';
import { say, sayAgo, saySpan } from '../desk-texts.ts';
import type { CardColumn, CardRow } from '../shell/card-table.tsx';
import type { Lateness } from './lateness.ts';
import type { TabletRow } from './tablet-rows.ts';

const lookOfLateness: Readonly<Record<Lateness, { readonly icon: IconName; readonly tone: Tone }>> =
  {
    'in-contact': { icon: 'online', tone: 'good' },
    'no-session': { icon: 'offline', tone: 'plain' },
    'late-10-minutes': { icon: 'clock', tone: 'wait' },
    'late-30-minutes': { icon: 'offline', tone: 'warn' },
    'late-day': { icon: 'warning', tone: 'bad' },
    never: { icon: 'warning', tone: 'warn' },
  };

export const tabletColumns = (): readonly CardColumn[] => [
  { key: 'tablet', label: say('tablets.tablet') },
  { key: 'contact', label: say('tablets.contact') },
  { key: 'out', label: say('tablets.unsent') },
  { key: 'help', label: say('tablets.needsHelp') },
  { key: 'clock', label: say('tablets.clock') },
  { key: 'storage', label: say('tablets.storage') },
  { key: 'version', label: say('tablets.version') },
];

export function tabletCells(row: TabletRow, onLook: (device: string) => void): CardRow['cells'] {
  const { tablet } = row;
  return {
    tablet: (
      <div class="desk-centre">
        <button
          type="button"
          class="desk-tablet-open"
          aria-label={say('tablets.open', { tablet: tablet.alias, centre: tablet.centreName })}
          onClick={() => onLook(tablet.device)}
        >
          {tablet.alias}
        </button>
        <span class="desk-centre-block">{tablet.centreName}</span>
        <TabletMarks row={row} />
      </div>
    ),
    contact: <Contact row={row} />,
    out: <StillOut row={row} />,
    help: <Help row={row} />,
    clock: <ClockWords row={row} />,
    storage: <StorageWords row={row} />,
    version: <VersionWords row={row} />,
  };
}

export function TabletMarks({ row: { tablet } }: { readonly row: TabletRow }): JSX.Element {
  return (
    <>
      {tablet.isRevoked && (
        <StatusWords tone="bad" icon="withdrawn">
          {say('tablets.revoked')}
        </StatusWords>
      )}
      {tablet.needsConfirmation && !tablet.isRevoked && (
        <StatusWords tone="warn" icon="held">
          {say('tablets.needsConfirmation')}
        </StatusWords>
      )}
    </>
  );
}

export function Contact({ row }: { readonly row: TabletRow }): JSX.Element {
  const look = lookOfLateness[row.lateness];
  const { lastContactAt } = row.tablet;
  return (
    <div class="desk-contact">
      <StatusWords tone={look.tone} icon={look.icon}>
        {say(`tablets.lateness.${row.lateness}`)}
      </StatusWords>
      {row.quietSeconds !== null && lastContactAt !== null && (
        <span>
          <strong>{sayAgo(row.quietSeconds)}</strong>{' '}
          <span class="desk-soft">{formatDayTime(lastContactAt)}</span>
        </span>
      )}
    </div>
  );
}

function StillOut({ row: { tablet } }: { readonly row: TabletRow }): JSX.Element {
  const { stillOut, waitingSince } = tablet;
  if (stillOut === null) return <NotKnown />;
  return (
    <div class="desk-lines">
      <span class={stillOut === 0 ? 'desk-numeral desk-zero' : 'desk-numeral'}>
        {formatNumber(stillOut)}
      </span>
      {stillOut > 0 && waitingSince !== null && (
        <span class="desk-soft">
          {say('tablets.waitsSince', { time: formatTime(waitingSince) })}
        </span>
      )}
    </div>
  );
}

function Help({ row: { tablet } }: { readonly row: TabletRow }): JSX.Element {
  // What the tablet knows of unreadable rows, it knows from this server: the greater figure holds both.
  const unreadable = Math.max(tablet.unreadable, tablet.needsHelp ?? 0);
  if (tablet.missing === 0 && unreadable === 0)
    return <span class="desk-soft">{say('tablets.help.none')}</span>;
  return (
    <div class="desk-lines">
      {tablet.missing > 0 && (
        <StatusWords tone="bad" icon="warning">
          {say('tablets.help.missing', { count: tablet.missing })}
        </StatusWords>
      )}
      {unreadable > 0 && (
        <StatusWords tone="bad" icon="held">
          {say('tablets.help.unreadable', { count: unreadable })}
        </StatusWords>
      )}
    </div>
  );
}

export function ClockWords({ row }: { readonly row: TabletRow }): JSX.Element {
  const drift = row.tablet.driftSeconds;
  if (drift === null) return <NotKnown />;
  if (!row.concerns.includes('clock')) return <span>{say('tablets.clockRight')}</span>;
  return (
    <StatusWords tone="bad" icon="clock">
      {say(drift > 0 ? 'tablets.clockAhead' : 'tablets.clockBehind', {
        span: saySpan(Math.abs(drift)),
      })}
    </StatusWords>
  );
}

export function StorageWords({ row }: { readonly row: TabletRow }): JSX.Element {
  const { isPersisted, freeBytes } = row.tablet;
  if (isPersisted === null && freeBytes === null) return <NotKnown />;
  return (
    <div class="desk-lines">
      {isPersisted === true && <span>{say('tablets.storage.kept')}</span>}
      {isPersisted === false && (
        <StatusWords tone="wait" icon="erase">
          {say('tablets.storage.mayBeCleared')}
        </StatusWords>
      )}
      {freeBytes !== null && row.concerns.includes('low-space') && (
        <StatusWords tone="bad" icon="warning">
          {say('tablets.storage.low', { size: sayMegabytes(freeBytes) })}
        </StatusWords>
      )}
    </div>
  );
}

export function VersionWords({ row: { tablet } }: { readonly row: TabletRow }): JSX.Element {
  if (tablet.appVersion === null) return <NotKnown />;
  return (
    <div class="desk-lines">
      <span>{tablet.appVersion}</span>
      {tablet.isAppOlder && (
        <StatusWords tone="wait" icon="refresh">
          {say('tablets.versionOlder')}
        </StatusWords>
      )}
    </div>
  );
}

export function sayMegabytes(bytes: number): string {
  return formatNumber(Math.floor(bytes / 1_000_000));
}

function NotKnown(): JSX.Element {
  return <span class="desk-soft">{say('common.notKnown')}</span>;
}
