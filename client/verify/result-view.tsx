// Owns the words for each outcome of a check: what it is, what it means, what to do.

import type { JSX } from 'preact';
import type { ReadCard } from '../../schemas/card/check-card.ts';
import { formatDayShort, formatDayTime, t } from '../i18n/index.ts';
import { Facts, Sheet } from '../ui/layout.tsx';
import { Notice, type Tone } from '../ui/notice.tsx';
import type { VerifyResult } from './verify-model.ts';

type Outcome = Exclude<VerifyResult['outcome'], 'receipt'>;

const tones: { readonly [outcome in Outcome]: Tone } = {
  good: 'good',
  'list-too-old': 'wait',
  revoked: 'bad',
  changed: 'bad',
  'from-the-future': 'bad',
  'other-issuer': 'warn',
  'unknown-key': 'warn',
  'no-keys': 'warn',
  'not-understood': 'warn',
  damaged: 'warn',
  'several-codes': 'warn',
  'payment-code': 'plain',
  'something-else': 'plain',
};

export function VerifyResultView({ result }: { readonly result: VerifyResult }): JSX.Element {
  if (result.outcome === 'receipt') return <ReceiptNotice taken={result.taken} />;
  const tone = tones[result.outcome];
  return (
    <Sheet label={t('verify.result')} margin>
      <Notice
        tone={tone}
        title={t(`verify.is.${result.outcome}`)}
        live={tone === 'good' || tone === 'plain' ? 'polite' : 'now'}
      >
        <p>{t(`verify.do.${result.outcome}`, valuesOf(result))}</p>
      </Notice>
      {'card' in result && <CardFacts card={result.card} asOf={result.asOf} />}
    </Sheet>
  );
}

function valuesOf(result: VerifyResult): Readonly<Record<string, string>> {
  if (result.outcome === 'revoked') return { time: formatDayTime(result.asOf) };
  if (result.outcome === 'from-the-future') return { time: formatDayTime(result.issuedAt) };
  if (result.outcome === 'other-issuer') return { issuer: result.issuer };
  return {};
}

function CardFacts(props: { readonly card: ReadCard; readonly asOf: number }): JSX.Element {
  const { card, asOf } = props;
  return (
    <>
      <p class="verify-name">{card.name}</p>
      <p class="verify-no-id">{t('verify.noId')}</p>
      <Facts
        facts={[
          { name: t('verify.birth'), value: card.birthDate },
          ...card.doses.map((dose, i) => ({
            name: t('verify.dose', { number: i + 1 }),
            value: (
              <>
                {dose.product ?? t('verify.otherVaccine', { code: dose.code })}
                <br />
                {formatDayShort(dose.day)}
                {dose.vaccineBatch !== '' && (
                  <>
                    <br />
                    {t('verify.batch', { batch: dose.vaccineBatch })}
                  </>
                )}
              </>
            ),
          })),
          { name: t('verify.issued'), value: formatDayTime(card.issuedAt) },
        ]}
      />
      <h3>{t('verify.checked')}</h3>
      <ul class="verify-checked">
        <li>{t('verify.checked.signature')}</li>
        <li>{t('verify.checked.list', { time: formatDayTime(asOf) })}</li>
        <li>{t('verify.checked.not')}</li>
      </ul>
    </>
  );
}

function ReceiptNotice(props: {
  readonly taken: Extract<VerifyResult, { outcome: 'receipt' }>['taken'];
}): JSX.Element {
  const { taken } = props;
  const isKept = taken === 'taken' || taken === 'already-carried';
  return (
    <Sheet label={t('verify.result')} margin>
      <Notice
        tone={isKept ? 'saved' : 'warn'}
        title={t(isKept ? 'verify.receipt' : 'verify.receiptNot')}
        live={isKept ? 'polite' : 'now'}
      >
        <p>{t(`verify.receipt.${taken}`)}</p>
      </Notice>
    </Sheet>
  );
}
