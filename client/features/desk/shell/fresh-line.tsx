// Owns the words that say how old a page's figures are. Their place is kept, so that news never moves the page.

import type { JSX } from 'preact';
import { formatTime } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import type { DeskFault } from '../desk-client.ts';
import { say } from '../desk-texts.ts';
import { sayFault } from './fault-notice.tsx';

export interface Freshness {
  /** Epoch seconds, or null while nothing came yet. */
  readonly asOf: number | null;
  readonly fault: DeskFault | null;
  readonly isLoading: boolean;
  /** How often the page asks by itself; without it only the button asks. */
  readonly rhythm?: string;
  readonly onRefresh: () => void;
}

export function FreshWords({ asOf, fault, rhythm }: Freshness): JSX.Element {
  return (
    <p class={fault === null ? 'desk-fresh' : 'desk-fresh desk-fresh-fault'}>
      <Icon name={fault === null ? 'clock' : 'warning'} size={22} />
      <span>
        {asOf === null ? (
          <span>{say(fault === null ? 'fresh.loading' : 'fresh.nothing')}</span>
        ) : (
          <strong>{say('fresh.asOf', { time: formatTime(asOf) })}</strong>
        )}{' '}
        <span role="status">{fault !== null && sayFault(fault)}</span>
        {fault === null && rhythm !== undefined && <span>{rhythm}</span>}
      </span>
    </p>
  );
}

export function RefreshButton({ isLoading, onRefresh }: Freshness): JSX.Element {
  return (
    <Button icon="refresh" busy={isLoading} onPress={onRefresh}>
      {say('common.refresh')}
    </Button>
  );
}

/** Both in one row, where a page has no day to choose. */
export function FreshLine(props: Freshness): JSX.Element {
  return (
    <div class="desk-top">
      <FreshWords {...props} />
      <RefreshButton {...props} />
    </div>
  );
}
