// Owns the part of the tablet's page that says whether the person at it is proved, and takes their own one-time code.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { ProveModel } from './prove-model.ts';

const codeCharactersMax = 12;

export function ProveView({ model }: { readonly model: ProveModel }): JSX.Element | null {
  const binding = model.binding.value;
  if (binding === null) return null;
  const outcome = model.outcome.value;
  const isRefused = binding === 'vouch-refused';
  const isProved = binding !== 'claimed' && !isRefused;
  return (
    <div class="form">
      <Notice
        tone={isProved ? 'good' : 'wait'}
        icon={isProved ? 'confirmed' : isRefused ? 'warning' : 'person'}
        live="polite"
        title={t(`prove.by-${binding}`)}
      >
        <p>
          {t(
            isRefused
              ? 'prove.refusedMeans'
              : isProved
                ? 'prove.provedMeans'
                : 'prove.claimedMeans',
          )}
        </p>
      </Notice>
      {!isProved && (
        <>
          <TextField
            id="own-code"
            label={t('prove.ownCode')}
            hint={t('prove.codeHint')}
            value={model.code.value}
            onInput={model.type}
            maxLength={codeCharactersMax}
            autoComplete="one-time-code"
            fault={outcome === null || outcome === 'bound' ? null : t(`prove.${outcome}`)}
          />
          <Button icon="confirmed" busy={model.isBusy.value} onPress={() => void model.submit()}>
            {t('prove.submit')}
          </Button>
        </>
      )}
    </div>
  );
}
