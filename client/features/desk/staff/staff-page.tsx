// Owns the page of a centre's staff: vouches that wait first, then each person with the tablets they are proved on.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DeskStaff, KeyBinding } from '../../../../schemas/desk-staff.ts';
import { formatDayTime, hasText, t, type TextKey } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { PageHead, Sheet } from '../../../ui/layout.tsx';
import type { IconName } from '../../../ui/icons.tsx';
import { Notice, StatusWords, type Tone } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice, sayFault } from '../shell/fault-notice.tsx';
import { SelectField } from '../shell/select-field.tsx';
import type { StaffModel } from './staff-model.ts';
import './staff.css';

type Person = DeskStaff['people'][number];

export function StaffPage({ model }: { readonly model: StaffModel }): JSX.Element {
  useEffect(() => model.open(), [model]);
  const centres = model.centres.value;
  const staff = model.staff.value;
  const fault = model.fault.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('staff.title')}>
        <p>{say('staff.intro')}</p>
      </PageHead>
      {fault !== null && <FaultNotice fault={fault} onAgain={model.open} />}
      {centres !== null && <CentreChoice model={model} />}
      <Outcome model={model} />
      <MadeCode model={model} />
      {staff !== null && staff.vouches.length > 0 && <Vouches model={model} staff={staff} />}
      {staff !== null && (
        <Sheet label={staff.centreName}>
          <h2>{staff.centreName}</h2>
          {staff.people.length === 0 && <p>{say('staff.nobody')}</p>}
          <ul class="desk-staff">
            {staff.people.map((person) => (
              <li key={person.staffId}>
                <PersonRow model={model} person={person} />
              </li>
            ))}
          </ul>
        </Sheet>
      )}
      <RemovalDialog model={model} />
    </main>
  );
}

function CentreChoice({ model }: { readonly model: StaffModel }): JSX.Element {
  const centreId = model.centreId.value;
  return (
    <SelectField
      id="desk-staff-centre"
      label={say('staff.centre')}
      value={centreId === null ? '' : String(centreId)}
      choices={[
        { value: '', label: say('enrol.choose') },
        ...(model.centres.value ?? []).map(({ centreId: id, name, vouches }) => ({
          value: String(id),
          label: vouches === 0 ? name : `${name} · ${say('staff.toConfirm', { count: vouches })}`,
        })),
      ]}
      onChoose={(value) => model.chooseCentre(value === '' ? null : Number(value))}
    />
  );
}

/** Always in the page, so that what came of it is spoken. */
function Outcome({ model }: { readonly model: StaffModel }): JSX.Element {
  const result = model.result.value;
  return (
    <div role="status" class="desk-result">
      {result !== null && (
        <Notice tone={result.outcome === 'decided' ? 'good' : 'warn'}>
          <p>
            {result.outcome === 'failed'
              ? `${say('tablet.result.failed')} ${sayFault(result.fault)}`
              : say(`staff.result.${result.outcome}`)}
          </p>
        </Notice>
      )}
    </div>
  );
}

function MadeCode({ model }: { readonly model: StaffModel }): JSX.Element {
  const made = model.made.value;
  return (
    <div role="status">
      {made !== null && (
        <section class="sheet sheet-margin" aria-label={say('staff.code')}>
          <h2>{say('staff.codeOf', { name: made.name })}</h2>
          {made.minutesLeft === 0 ? (
            <p>{say('enrol.over')}</p>
          ) : (
            <>
              <p class="desk-code">{made.code}</p>
              <p>{say('enrol.minutesLeft', { minutes: made.minutesLeft })}</p>
              <p>{say('staff.codeMeans')}</p>
            </>
          )}
        </section>
      )}
    </div>
  );
}

function Vouches(props: { readonly model: StaffModel; readonly staff: DeskStaff }): JSX.Element {
  const { model, staff } = props;
  return (
    <Sheet margin label={say('staff.vouches')}>
      <h2>{say('staff.vouches')}</h2>
      <p>{say('staff.vouchesMean')}</p>
      <ul class="desk-staff">
        {staff.vouches.map((vouch) => (
          <li key={`${vouch.log} ${vouch.seq}`} class="desk-staff-person">
            <p>
              <strong>{vouch.name}</strong>{' '}
              {vouch.isSubstitute && <span>({say('staff.substitute')})</span>}
            </p>
            <p class="desk-soft">
              {say('staff.vouchedBy', { name: vouch.voucher })} · {vouch.tablet} ·{' '}
              {formatDayTime(vouch.vouchedAt)}
            </p>
            {model.mayDecide && (
              <ButtonRow>
                <Button
                  icon="confirmed"
                  busy={model.isBusy.value}
                  onPress={() => void model.decideVouch(vouch, 'confirm-vouch')}
                >
                  {say('staff.confirm')}
                </Button>
                <Button
                  look="danger"
                  icon="withdrawn"
                  busy={model.isBusy.value}
                  onPress={() => void model.decideVouch(vouch, 'refuse-vouch')}
                >
                  {say('staff.refuse')}
                </Button>
              </ButtonRow>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

const lookOfBinding: Readonly<
  Record<KeyBinding, { readonly tone: Tone; readonly icon: IconName }>
> = {
  code: { tone: 'good', icon: 'confirmed' },
  vouch: { tone: 'good', icon: 'person' },
  claimed: { tone: 'wait', icon: 'info' },
  refused: { tone: 'bad', icon: 'withdrawn' },
};

function PersonRow(props: { readonly model: StaffModel; readonly person: Person }): JSX.Element {
  const { model, person } = props;
  const roleKey = `role.${person.role}`;
  return (
    <div class="desk-staff-person">
      <p>
        <strong>{person.name}</strong> · {hasText(roleKey) ? t(roleKey as TextKey) : person.role}
      </p>
      {person.removedAt !== null && (
        <StatusWords tone="warn" icon="withdrawn">
          {say('staff.removed', { time: formatDayTime(person.removedAt) })}
        </StatusWords>
      )}
      {person.keys.length === 0 && <p class="desk-soft">{say('staff.noKey')}</p>}
      {person.keys.map((key) => (
        <StatusWords
          key={`${key.tablet} ${key.boundAt}`}
          tone={lookOfBinding[key.binding].tone}
          icon={lookOfBinding[key.binding].icon}
        >
          {key.tablet}: {say(`staff.binding.${key.binding}`)}
        </StatusWords>
      ))}
      {person.refusedSignIns.map((each) => (
        <p key={`${each.tablet} ${each.signedInAt}`}>
          {say('staff.refusedSignIn', {
            tablet: each.tablet,
            time: formatDayTime(each.signedInAt),
          })}
        </p>
      ))}
      {model.mayDecide && (
        <ButtonRow>
          {person.removedAt === null ? (
            <>
              <Button
                icon="code"
                busy={model.isBusy.value}
                onPress={() => void model.makeCode(person.staffId)}
              >
                {say('staff.makeCode')}
              </Button>
              <Button look="quiet" onPress={() => model.askRemoval(person)}>
                {say('staff.remove')}
              </Button>
            </>
          ) : (
            <Button icon="undo" onPress={() => void model.takeBack(person.staffId)}>
              {say('staff.takeBack')}
            </Button>
          )}
        </ButtonRow>
      )}
    </div>
  );
}

function RemovalDialog({ model }: { readonly model: StaffModel }): JSX.Element | null {
  const person = model.removing.value;
  if (person === null) return null;
  return (
    <Dialog
      title={say('staff.removeAsk', { name: person.name })}
      onClose={() => model.askRemoval(null)}
    >
      <p>{say('staff.removeMeans')}</p>
      <ButtonRow>
        <Button look="danger" busy={model.isBusy.value} onPress={() => void model.remove()}>
          {say('staff.removeNow')}
        </Button>
        <Button onPress={() => model.askRemoval(null)}>{say('common.cancel')}</Button>
      </ButtonRow>
    </Dialog>
  );
}
