// Owns one card for paper: what stands on it in plain words, the code, and how anybody can check it. Printed without the desk around it.

import type { JSX } from 'preact';
import type { DeskCardShown } from '../../../../schemas/desk-cards.ts';
import { formatDayShort, formatDayTime, t } from '../../../i18n/index.ts';
import { QrCode } from '../../../parts/qr-code.tsx';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Facts, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';

export function CardSheet(props: {
  readonly shown: DeskCardShown;
  readonly onBack: () => void;
}): JSX.Element {
  const { print, card } = props.shown;
  return (
    <main class="page page-narrow card-page" id="desk-main">
      <div class="card-actions">
        <ButtonRow>
          {print !== null && (
            <Button look="primary" onPress={() => window.print()}>
              {say('cards.print')}
            </Button>
          )}
          <Button icon="back" onPress={props.onBack}>
            {say('cards.back')}
          </Button>
        </ButtonRow>
      </div>
      {print === null || card.state !== 'issued' ? (
        <Notice tone="wait" title={say('cards.gone')} live="now" />
      ) : (
        <PaperCard print={print} issuedAt={card.issuedAt} />
      )}
    </main>
  );
}

function PaperCard(props: {
  readonly print: NonNullable<DeskCardShown['print']>;
  readonly issuedAt: number;
}): JSX.Element {
  const { print, issuedAt } = props;
  return (
    <Sheet label={say('cards.paper.title')}>
      <article class="paper-card">
        <h1>{say('cards.paper.title')}</h1>
        <p class="paper-card-name">{print.name}</p>
        <Facts
          facts={[
            { name: say('cards.paper.born'), value: print.birthYear },
            ...print.doses.map((dose, i) => ({
              name: say('cards.paper.dose', { number: i + 1 }),
              value: `${dose.product} · ${formatDayShort(dose.day)} · ${say('cards.paper.batch', { batch: dose.vaccineBatch })}`,
            })),
            { name: say('cards.paper.centre'), value: `${print.centreName} · ${print.district}` },
            { name: say('cards.paper.issued'), value: formatDayTime(issuedAt) },
          ]}
        />
        <QrCode text={print.numeric} label={say('cards.paper.code')} />
        <p>{say('cards.paper.check', { address: print.verifyAddress })}</p>
        <p>
          <strong>{say('cards.paper.noId')}</strong>
        </p>
        <p class="paper-card-issuer">{t('shell.appName')}</p>
      </article>
    </Sheet>
  );
}
