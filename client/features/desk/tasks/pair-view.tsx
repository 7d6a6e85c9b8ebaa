// Owns two entries that may be one person, side by side, and what may be said of them.

import type { JSX } from 'preact';
import type { DeskPair, DeskPairSide } from '../../../../schemas/desk-pairs.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Facts } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayName } from '../review/reason-words.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import type { TasksModel } from './tasks-model.ts';

export function PairView({ model }: { readonly model: TasksModel }): JSX.Element {
  const pair = model.pair.value.value;
  if (pair === null)
    return (
      <div role="status">
        {model.pair.fault.value === null ? (
          <p>{say('case.loading')}</p>
        ) : (
          <FaultNotice fault={model.pair.fault.value} onAgain={() => void model.refresh()} />
        )}
      </div>
    );
  const isTwoCentres = pair.sides[0].centreId !== pair.sides[1].centreId;
  return (
    <>
      {pair.state !== 'open' && (
        <Notice tone="good" title={say(pair.state === 'same' ? 'pair.same' : 'pair.different')} />
      )}
      <p>{pair.why.map((why) => say(`pairWhy.${why}`)).join(' ')}</p>
      <p class="desk-soft">{say(isTwoCentres ? 'pair.twoCentres' : 'pair.oneCentre')}</p>
      <div class="desk-case-columns">
        {pair.sides.map((side) => (
          <PairSide key={`${side.centreId} ${side.caseKey}`} model={model} side={side} />
        ))}
      </div>
      {model.mayDecide && <PairDecisions model={model} pair={pair} />}
    </>
  );
}

function PairDecisions({
  model,
  pair,
}: {
  readonly model: TasksModel;
  readonly pair: DeskPair;
}): JSX.Element {
  return (
    <ButtonRow>
      {pair.state !== 'same' && (
        <Button look="primary" onPress={() => model.start('same')}>
          {say('taskDo.same')}
        </Button>
      )}
      {pair.state !== 'different' && (
        <Button onPress={() => model.start('different')}>{say('taskDo.different')}</Button>
      )}
    </ButtonRow>
  );
}

function PairSide({
  model,
  side,
}: {
  readonly model: TasksModel;
  readonly side: DeskPairSide;
}): JSX.Element {
  const { person } = side;
  return (
    <section
      class="desk-case-part desk-pair-side"
      aria-label={`${person.name} · ${side.centreName}`}
    >
      <h3>{sayName(person.name)}</h3>
      <Facts
        facts={[
          { name: say('review.centre'), value: side.centreName },
          {
            name: say('requests.birthYear'),
            value: person.birthYear === null ? say('common.notKnown') : String(person.birthYear),
          },
          {
            name: say('pair.phone'),
            value:
              person.mobileLast4 === null ? say('common.notKnown') : `•• ${person.mobileLast4}`,
          },
          {
            name: say('pair.came'),
            value: say(person.isWalkIn ? 'evidence.walkIn' : 'evidence.booked'),
          },
          ...(person.referenceId === null
            ? []
            : [{ name: say('pair.reference'), value: person.referenceId }]),
        ]}
      />
      {side.doses.map((dose) => (
        <div class="desk-act" key={`${dose.administeredAt} ${dose.tablet}`}>
          <p class="desk-act-head">
            <strong>
              {say('review.itemDose', { product: dose.product, number: dose.doseNumber })}
            </strong>
            <StateLabel state={dose.state} />
          </p>
          <p class="desk-soft">
            {formatDayTime(dose.administeredAt)} · {dose.tablet}
          </p>
        </div>
      ))}
      <a
        class="button button-secondary"
        href="/desk/review"
        onClick={() => model.toReview({ centreId: side.centreId, caseKey: side.caseKey })}
      >
        {say('tasks.toDose')}
      </a>
    </section>
  );
}
