// Owns the card on the page: as a QR, as a file, and as what a printer gets. The drawing of codes is fetched only now.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MyPerson } from '../../schemas/my-doses.ts';
import type { QrDrawing } from '../parts/qr-drawing.ts';
import type { MyModel } from './my-model.ts';
import { Button } from './my-parts.tsx';
import { say, sayDayOf } from './my-texts.ts';

export function CardView(props: {
  readonly model: MyModel;
  readonly person: MyPerson;
}): JSX.Element | null {
  const { model, person } = props;
  const shown = model.card.value;
  if (shown?.person !== person.person)
    return person.hasCard ? (
      <p class="row no-print">
        <Button
          look="main"
          busy={model.isBusy.value}
          onPress={() => void model.showCard(person.person)}
        >
          {say('showCard')}
        </Button>
      </p>
    ) : null;
  const { card } = shown;
  if (card.outcome !== 'issued') return <p role="status">{say(`card.${card.outcome}`)}</p>;
  return (
    <section class="card" aria-label={say('cardOf')}>
      <h3>{say('cardOf')}</h3>
      <CardQr text={card.numeric} />
      <p>{say('cardIssued', { day: sayDayOf(card.issuedAt) })}</p>
      <p class="hint">{say('cardText')}</p>
      <p class="row no-print">
        <Button look="main" onPress={model.print}>
          {say('cardPrint')}
        </Button>
        <Button onPress={model.saveCard}>{say('cardFile')}</Button>
        <Button onPress={model.hideCard}>{say('back')}</Button>
      </p>
    </section>
  );
}

function CardQr({ text }: { readonly text: string }): JSX.Element {
  const [drawing, setDrawing] = useState<QrDrawing | null>(null);
  useEffect(() => {
    let isGone = false;
    void import('../parts/qr-drawing.ts').then(({ textToQrDrawing }) => {
      if (!isGone) setDrawing(textToQrDrawing(text, 'L'));
    });
    return () => void (isGone = true);
  }, [text]);
  if (drawing === null) return <p role="status">{say('busy')}</p>;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${drawing.side} ${drawing.side}`}
      role="img"
      aria-label={say('cardQr')}
      shape-rendering="crispEdges"
    >
      <rect width={drawing.side} height={drawing.side} fill="#ffffff" />
      <path d={drawing.path} fill="#000000" />
    </svg>
  );
}
