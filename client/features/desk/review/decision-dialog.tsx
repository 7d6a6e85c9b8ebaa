// Owns the dialog in which a dose is accepted or withdrawn: what it covers, the ground, and words of one's own.

import type { JSX } from 'preact';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { ChooseOne } from '../../../ui/choice.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FieldFault, TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { groundsOf, noteCharactersMax, type DecisionDraft } from './decision-draft.ts';
import type { DecisionModel } from './decision-model.ts';
import { sayResult } from './dose-evidence.tsx';
import { sayGround, sayName, sayReason } from './reason-words.ts';
import type { ReviewItem } from './review-list.ts';
import type { ReviewModel } from './review-model.ts';

export function DecisionDialog({ model }: { readonly model: ReviewModel }): JSX.Element | null {
  const draft = model.decision.draft.value;
  const item = model.selected.value;
  if (draft === null || item === null) return null;
  const isAccept = draft.kind === 'accepted';
  return (
    <Dialog
      title={say(isAccept ? 'decision.acceptTitle' : 'decision.withdrawTitle')}
      onClose={model.decision.putAway}
    >
      <p>
        <strong>{sayName(item.dose.person.name)}</strong> ·{' '}
        {say('review.itemDose', { product: item.dose.product, number: item.dose.doseNumber })} ·{' '}
        {item.dose.centreName}
      </p>
      <p>{say(isAccept ? 'decision.acceptMeans' : 'decision.withdrawMeans')}</p>
      <Covered item={item} />
      <DecisionForm model={model.decision} item={item} draft={draft} />
    </Dialog>
  );
}

function Covered({ item }: { readonly item: ReviewItem }): JSX.Element {
  return (
    <div>
      <p class="field-label">{say('decision.covers')}</p>
      <ul class="desk-covers">
        {item.dose.reasons.map((each) => (
          <li key={`${each.reason} ${each.detail ?? ''}`}>{sayReason(each)}</li>
        ))}
      </ul>
    </div>
  );
}

function DecisionForm(props: {
  readonly model: DecisionModel;
  readonly item: ReviewItem;
  readonly draft: DecisionDraft;
}): JSX.Element {
  const { model, draft } = props;
  const isAccept = draft.kind === 'accepted';
  const fault = model.draftFault.value;
  const result = model.result.value?.result ?? null;
  const decide = (): void =>
    void model.decide(props.item, draft.ground === null ? '' : sayGround(draft.ground));
  return (
    <>
      <ChooseOne
        legend={say('decision.ground')}
        name="desk-ground"
        value={draft.ground}
        onChoose={model.pickGround}
        choices={groundsOf(draft.kind).map((ground) => ({
          value: ground,
          label: sayGround(ground),
        }))}
      />
      {fault === 'no-ground' && (
        <FieldFault id="desk-ground-fault" fault={say('decision.noGround')} />
      )}
      <TextField
        id="desk-decision-text"
        label={say(draft.ground === 'other' ? 'decision.textNeeded' : 'decision.text')}
        hint={say('decision.textHint')}
        value={draft.text}
        onInput={model.typeText}
        multiline
        maxLength={noteCharactersMax}
        fault={fault === null || fault === 'no-ground' ? null : say(`decision.${fault}`)}
      />
      <div role="status">
        {result?.outcome === 'failed' && (
          <Notice tone="bad">
            <p>{sayResult(result)}</p>
          </Notice>
        )}
      </div>
      <ButtonRow>
        <Button
          look={isAccept ? 'primary' : 'danger'}
          icon={isAccept ? 'confirmed' : 'withdrawn'}
          busy={model.isDeciding.value}
          onPress={decide}
        >
          {say(isAccept ? 'decision.acceptNow' : 'decision.withdrawNow')}
        </Button>
        <Button onPress={model.putAway}>{say('common.cancel')}</Button>
      </ButtonRow>
    </>
  );
}
