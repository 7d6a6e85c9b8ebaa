// Owns the words for each outcome of a check: what it is, what it means, what to do.

import type { JSX } from 'preact';
import type { ReadCard } from '../../schemas/card/check-card.ts';
import { formatDayShort, formatDayTime } from '../i18n/index.ts';
import { Facts, Sheet } from '../ui/layout.tsx';
import { Notice, type Tone } from '../ui/notice.tsx';
import { say } from './verify-texts.ts';
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
    <Sheet label={say('result')} margin>
      <Notice
        tone={tone}
        title={say(`is.${result.outcome}`)}
        live={tone === 'good' || tone === 'plain' ? 'polite' : 'now'}
      >
        <p>{say(`do.${result.outcome}`, valuesOf(result))}</p>
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
      <p class="verify-no-id">{say('noId')}</p>
      <Facts
        facts={[
          { name: say('birth'), value: card.birthDate },
          ...card.doses.map((dose, i) => ({
            name: say('dose', { number: i + 1 }),
            value: (
              <>
                {dose.product ?? say('otherVaccine', { code: dose.code })}
                <br />
                {formatDayShort(dose.day)}
                {dose.vaccineBatch !== '' && (
                  <>
                    <br />
                    {say('batch', { batch: dose.vaccineBatch })}
                  </>
                )}
              </>
            ),
          })),
          { name: say('issued'), value: formatDayTime(card.issuedAt) },
        ]}
      />
      <h3>{say('checked')}</h3>
      <ul class="verify-checked">
        <li>{say('checked.signature')}</li>
        <li>{say('checked.list', { time: formatDayTime(asOf) })}</li>
        <li>{say('checked.not')}</li>
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
    <Sheet label={say('result')} margin>
      <Notice
        tone={isKept ? 'saved' : 'warn'}
        title={say(isKept ? 'receipt' : 'receiptNot')}
        live={isKept ? 'polite' : 'now'}
      >
        <p>{say(`receipt.${taken}`)}</p>
      </Notice>
    </Sheet>
  );
}
