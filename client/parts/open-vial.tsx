// Owns the form that opens a vial, on the vials page and inside a person's dose.

import type { JSX } from 'preact';
import { formatDayShort, t, type TextKey } from '../i18n/index.ts';
import { Button, ButtonRow } from '../ui/button.tsx';
import { ChooseOne } from '../ui/choice.tsx';
import { FieldFault, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { typedBatch, type OpenVialModel } from './open-vial-model.ts';
import { productLabel } from './person-words.ts';
import { VialAdviceView } from './vial-advice-view.tsx';
import { SaveProblemNotice } from './save-problem.tsx';

export function OpenVialForm(props: {
  readonly model: OpenVialModel;
  readonly onOpened: (name: string) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { model } = props;
  const faults = model.faults.value;
  const words = (key: TextKey | undefined): string | null => (key === undefined ? null : t(key));
  return (
    <form
      class="form"
      aria-label={t('vial.open')}
      onSubmit={(event) => {
        event.preventDefault();
        void model.open().then((name) => name !== null && props.onOpened(name));
      }}
    >
      {(model.products.value.length > 1 || model.product.value === null) && (
        <>
          <ChooseOne
            legend={t('vial.product')}
            name="vial-product"
            columns
            value={model.product.value}
            choices={model.products.value.map((product) => ({
              value: product,
              label: productLabel(undefined, product),
            }))}
            onChoose={model.chooseProduct}
          />
          <FieldFault id="vial-product-fault" fault={words(faults.product)} />
        </>
      )}
      <BatchChoice model={model} fault={words(faults.batch)} expiryFault={words(faults.expiry)} />
      {model.sizes.value.length > 1 && (
        <ChooseOne
          legend={t('vial.size')}
          name="vial-size"
          columns
          value={String(model.size.value)}
          choices={model.sizes.value.map((size) => ({
            value: String(size),
            label: t('vial.sizeDoses', { count: size }),
          }))}
          onChoose={(size) => model.chooseSize(Number(size))}
        />
      )}
      <TextField
        id="vial-name"
        label={t('vial.name')}
        hint={t('vial.nameHint')}
        value={model.name.value}
        maxLength={5}
        fault={words(faults.name)}
        onInput={model.typeName}
      />
      {model.isExpired.value && (
        <Notice
          tone="warn"
          live="polite"
          title={t('vial.expiredTitle', { day: formatDayShort(model.expiry.value) })}
        >
          <p>{t('vial.expiredBody')}</p>
        </Notice>
      )}
      <VialAdviceView given={model.advice.value} dosesInVial={model.size.value} />
      <SaveProblemNotice problem={model.saving.problem.value} />
      <ButtonRow>
        <Button look="primary" type="submit" icon="vial" busy={model.saving.isBusy.value}>
          {t('vial.openNamed', { name: model.name.value })}
        </Button>
        <Button onPress={props.onCancel}>{t('ui.cancel')}</Button>
      </ButtonRow>
    </form>
  );
}

function BatchChoice(props: {
  readonly model: OpenVialModel;
  readonly fault: string | null;
  readonly expiryFault: string | null;
}): JSX.Element {
  const { model } = props;
  const isTyped = model.batchChoice.value === typedBatch;
  return (
    <>
      {model.batches.value.length > 0 && (
        <ChooseOne
          legend={t('vial.batch')}
          name="vial-batch"
          columns
          value={model.batchChoice.value}
          choices={[
            ...model.batches.value.map((row) => ({
              value: row.vaccineBatch,
              label: row.vaccineBatch,
              detail:
                row.expiry === null
                  ? t('vial.noExpiry')
                  : t('vial.expiryOn', { day: formatDayShort(row.expiry) }),
            })),
            { value: typedBatch, label: t('vial.otherBatch') },
          ]}
          onChoose={model.chooseBatch}
        />
      )}
      {isTyped ? (
        <>
          <TextField
            id="vial-batch-typed"
            label={t('vial.batchTyped')}
            hint={t('vial.batchHint')}
            value={model.batchTyped.value}
            maxLength={80}
            fault={props.fault}
            onInput={model.typeBatch}
          />
          <TextField
            id="vial-expiry"
            type="date"
            label={t('vial.expiry')}
            value={model.expiry.value}
            fault={props.expiryFault}
            onInput={model.typeExpiry}
          />
        </>
      ) : (
        <FieldFault id="vial-batch-fault" fault={props.fault} />
      )}
    </>
  );
}
