// Owns the page of reactions at the desk: the worst first, one report with its text for the phone, and a new one.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatDayTime, t } from '../../../i18n/index.ts';
import { aefiOnsetWords } from '../../../parts/aefi-phone-text.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { Notice, StatusWords } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { AefiModel } from './aefi-model.ts';
import { NewReport, WhomToReport } from './new-report.tsx';
import { OneReport } from './one-report.tsx';
import { looksOfSeverity } from './severity-looks.ts';
import './aefi.css';

export function AefiPage({ model }: { readonly model: AefiModel }): JSX.Element {
  useEffect(() => void model.refresh(), [model]);
  const fault = model.fault.value;
  const sent = model.sent.value;
  const opened = model.opened.value;
  const isWriting = model.isChoosing.value || model.about.value !== null;
  return (
    <main class="page desk-page desk-aefi" id="desk-main">
      <PageHead title={say('aefi.title')}>
        <p>{say('aefi.intro')}</p>
      </PageHead>
      {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.refresh()} />}
      <div role="status">
        {sent === 'done' && <Notice tone="good" icon="confirmed" title={say('aefi.sent')} />}
        {sent !== null && sent !== 'done' && (
          <Notice tone="warn" icon="warning" title={say('aefi.notSent')} />
        )}
      </div>
      {model.isChoosing.value && <WhomToReport model={model} />}
      {model.about.value !== null && <NewReport model={model} about={model.about.value} />}
      {opened !== null && !isWriting && <OneReport model={model} report={opened} />}
      {opened === null && !isWriting && <ReportList model={model} />}
    </main>
  );
}

function ReportList({ model }: { readonly model: AefiModel }): JSX.Element {
  const list = model.list.value;
  return (
    <section class="desk-people" aria-label={say('aefi.title')}>
      {model.mayReport && (
        <ButtonRow>
          <Button look="primary" icon="plus" onPress={() => void model.begin()}>
            {say('aefi.new')}
          </Button>
        </ButtonRow>
      )}
      {list?.reports.length === 0 && (
        <Sheet>
          <EmptyState icon="confirmed" title={say('aefi.none')} />
        </Sheet>
      )}
      {list?.isCut === true && <Notice tone="warn" icon="warning" title={say('aefi.cut')} />}
      {list?.reports.map((report) => (
        <Sheet key={report.reportKey}>
          <div class="desk-message">
            <StatusWords tone={looksOfSeverity[report.severity]} icon="warning">
              {t(`aefi.severity.${report.severity}`)}
            </StatusWords>
            <p>
              <strong dir="auto">{report.person.name || say('common.notKnown')}</strong>
              {' · '}
              {report.centreName}
            </p>
            <p class="desk-message-facts">
              {t(`aefi.outcome.${report.outcome}`)}
              {' · '}
              {say('aefi.began', { time: aefiOnsetWords(report) })}
              {' · '}
              {say('aefi.heard', { time: formatDayTime(report.receivedAt) })}
            </p>
            {report.isFollowUp && <p class="desk-message-facts">{say('aefi.followUp')}</p>}
            {report.isError && <p>{say('aefi.takenBack')}</p>}
            <ButtonRow>
              <Button onPress={() => model.show(report)}>{say('aefi.open')}</Button>
            </ButtonRow>
          </div>
        </Sheet>
      ))}
    </section>
  );
}
