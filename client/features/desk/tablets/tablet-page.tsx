// Owns the page of one tablet: what it last said, what has arrived from it, and whether it may go on.

import type { JSX } from 'preact';
import type { DeskTabletDetail } from '../../../../schemas/desk-tablets.ts';
import { useEffect, useRef } from 'preact/hooks';
import { formatDayTime, formatNumber } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Facts, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import {
  ClockWords,
  Contact,
  sayMegabytes,
  StorageWords,
  TabletMarks,
  VersionWords,
} from './tablet-cells.tsx';
import { PhoneCodeOffer } from './phone-code-offer.tsx';
import { TabletDialog } from './tablet-dialog.tsx';
import { TabletLogs } from './tablet-logs.tsx';
import type { TabletModel, TabletResult } from './tablet-model.ts';
import type { TabletRow } from './tablet-rows.ts';

export function TabletPage({ model }: { readonly model: TabletModel }): JSX.Element {
  const detail = model.detail.value;
  const row = model.row.value;
  const { value: fault } = model.fault;
  return (
    <main class="page desk-page" id="desk-main">
      <button type="button" class="back desk-back-plain" onClick={model.close}>
        <Icon name="back" />
        <span>{say('tablet.back')}</span>
      </button>
      {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.refresh()} />}
      {detail === null && fault === null && <p role="status">{say('fresh.loading')}</p>}
      {detail !== null && row !== null && (
        <>
          <TabletHead row={row} model={model} />
          <SaidSheet row={row} detail={detail} />
          <TabletLogs detail={detail} />
          {!row.tablet.isRevoked && (
            <PhoneCodeOffer model={model.phoneCode} device={row.tablet.device} />
          )}
          {!row.tablet.isRevoked && <BlockOffer model={model} />}
          <TabletDialog model={model} row={row} />
        </>
      )}
    </main>
  );
}

function TabletHead(props: { readonly row: TabletRow; readonly model: TabletModel }): JSX.Element {
  const { row, model } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  // The page changed under the pressed button: keyboards and screen readers begin at its head.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [row.tablet.device]);
  const { isRevoked, needsConfirmation } = row.tablet;
  return (
    <>
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {row.tablet.alias}
        </h1>
        <p class="desk-tablet-centre">{row.tablet.centreName}</p>
        <TabletMarks row={row} />
      </header>
      <div role="status">
        {model.result.value !== null && model.draft.value === null && (
          <ResultNotice result={model.result.value} />
        )}
      </div>
      {isRevoked && (
        <Notice tone="bad" icon="withdrawn">
          <p>{say('tablet.revokedMeans')}</p>
        </Notice>
      )}
      {needsConfirmation && !isRevoked && (
        <Notice tone="warn" icon="held" title={say('tablet.confirmTitle')}>
          <p>{say('tablet.confirmMeans')}</p>
        </Notice>
      )}
      {needsConfirmation && !isRevoked && model.mayDecide && (
        <div>
          <Button look="primary" icon="confirmed" onPress={() => model.start('confirmed')}>
            {say('tablet.confirm')}
          </Button>
        </div>
      )}
    </>
  );
}

/** At the end of the page: nobody blocks a tablet before having seen what it still holds. */
function BlockOffer({ model }: { readonly model: TabletModel }): JSX.Element {
  if (!model.mayDecide) return <p class="desk-soft">{say('tablet.mayNotDecide')}</p>;
  return (
    <div>
      <Button icon="withdrawn" onPress={() => model.start('revoked')}>
        {say('tablet.revoke')}
      </Button>
    </div>
  );
}

function ResultNotice({ result }: { readonly result: TabletResult }): JSX.Element {
  const isDone = result.outcome === 'confirmed' || result.outcome === 'revoked';
  return (
    <Notice tone={isDone ? 'good' : 'warn'}>
      <p>{say(`tablet.result.${result.outcome}`)}</p>
    </Notice>
  );
}

function SaidSheet(props: {
  readonly row: TabletRow;
  readonly detail: DeskTabletDetail;
}): JSX.Element {
  const { row, detail } = props;
  const { tablet } = row;
  const known = (count: number | null): string =>
    count === null ? say('common.notKnown') : formatNumber(count);
  const facts = [
    { name: say('tablets.contact'), value: <Contact row={row} /> },
    { name: say('tablet.unsentSaid'), value: known(tablet.unsent) },
    { name: say('tablet.stillOut'), value: known(tablet.stillOut) },
    {
      name: say('tablet.waitingSince'),
      value:
        tablet.waitingSince === null ? say('tablet.waitsNot') : formatDayTime(tablet.waitingSince),
    },
    { name: say('tablets.clock'), value: <ClockWords row={row} /> },
    { name: say('tablets.storage'), value: <StorageFact row={row} /> },
    { name: say('tablets.version'), value: <VersionWords row={row} /> },
    { name: say('tablet.enrolledAt'), value: formatDayTime(tablet.enrolledAt) },
    ...(detail.revokedAt === null
      ? []
      : [{ name: say('tablet.revokedAt'), value: formatDayTime(detail.revokedAt) }]),
  ];
  return (
    <Sheet margin>
      <h2>{say('tablet.said')}</h2>
      {tablet.lastContactAt === null && <p>{say('tablet.saidNothing')}</p>}
      <Facts facts={facts} />
    </Sheet>
  );
}

function StorageFact({ row }: { readonly row: TabletRow }): JSX.Element {
  const { freeBytes } = row.tablet;
  const isToldAlready = freeBytes === null || row.concerns.includes('low-space');
  return (
    <div class="desk-lines">
      <StorageWords row={row} />
      {!isToldAlready && (
        <span class="desk-soft">
          {say('tablets.storage.free', { size: sayMegabytes(freeBytes) })}
        </span>
      )}
    </div>
  );
}
