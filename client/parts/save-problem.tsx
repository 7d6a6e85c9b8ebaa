// Owns the words for a save that did not happen: NOT saved, what was kept, and what to do now.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Notice } from '../ui/notice.tsx';
import type { SaveProblem } from './saving.ts';

export function SaveProblemNotice(props: {
  readonly problem: SaveProblem | null;
}): JSX.Element | null {
  if (props.problem === null || props.problem.outcome !== 'not-saved') return null;
  return (
    <Notice tone="bad" title={t('save.notSaved')} live="now">
      <p>{t(`save.${props.problem.why}`)}</p>
      <p>{t('save.kept')}</p>
    </Notice>
  );
}
