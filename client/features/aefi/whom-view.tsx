// Owns the page that asks whom a reaction is about.

import type { JSX } from 'preact';
import { formatTime, t } from '../../i18n/index.ts';
import { tokenOf } from '../../room/board.ts';
import { LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { EmptyState, PageHead } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PersonRow } from '../../tablet.ts';
import type { WhomModel } from './whom-model.ts';

export function WhomView({ model }: { readonly model: WhomModel }): JSX.Element {
  const found = model.found.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('aefi.whom')} backHref="/board" backLabel={t('aefi.backToBoard')} />
      <TextField
        id="aefi-search"
        type="search"
        label={t('aefi.search')}
        value={model.search.value}
        onInput={model.type}
      />
      {found.length === 0 ? (
        <EmptyState icon="search" title={t('aefi.nobody')} />
      ) : (
        <ul class="aefi-people">
          {found.map((person) => (
            <li key={person.key}>
              <PersonLink person={person} />
            </li>
          ))}
        </ul>
      )}
      <Notice tone="plain" title={t('aefi.notListed')}>
        <p>{t('aefi.notListedDo')}</p>
        <LinkButton icon="walkIn" href="/walk-in">
          {t('nav.walkIn')}
        </LinkButton>
      </Notice>
    </main>
  );
}

function PersonLink({ person }: { readonly person: PersonRow }): JSX.Element {
  const dose = person.folded.doses[person.folded.doses.length - 1];
  return (
    <a class="aefi-person" href={`/aefi/${encodeURIComponent(person.key)}`}>
      <strong dir="auto">{person.name}</strong>
      {dose !== undefined && (
        <span>
          {tokenOf(dose.ref)} · {formatTime(dose.at)}
        </span>
      )}
    </a>
  );
}
