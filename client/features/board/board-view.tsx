// Owns the observation board: one large card a person, token and initials, minutes left, and over in words, colour and icon.

import type { JSX } from 'preact';
import { formatTime, t } from '../../i18n/index.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ActionList } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, PageHead } from '../../ui/layout.tsx';
import { Notice, StatusWords } from '../../ui/notice.tsx';
import { earlyReasons, type BoardLine, type BoardModel, type EarlyReason } from './board-model.ts';

export function BoardView({ model }: { readonly model: BoardModel }): JSX.Element {
  const lines = model.lines.value;
  const over = lines.filter((line) => line.isOver).length;
  const leaving = model.leaving.value;
  const gone = model.lastGone.value;
  return (
    <main class="page board">
      <PageHead title={t('board.title')}>
        <p class="board-count">{t('board.count', { count: lines.length })}</p>
      </PageHead>
      {model.isLocked.value && (
        <Notice tone="plain" icon="lock">
          <p>{t('board.locked')}</p>
        </Notice>
      )}
      {gone !== null && !model.isLocked.value && (
        <Notice tone="saved" title={t('board.gone', { token: gone })} live="polite" />
      )}
      <SaveProblemNotice problem={model.saving.problem.value} />
      {over > 1 && !model.isLocked.value && (
        <Button
          look="primary"
          icon="confirmed"
          busy={model.saving.isBusy.value}
          onPress={() => void model.letAllOverGo()}
        >
          {t('board.letAllGo', { count: over })}
        </Button>
      )}
      {lines.length === 0 ? (
        <EmptyState icon="clock" title={t('board.nobody')}>
          <p>{t('board.nobodyMeans')}</p>
        </EmptyState>
      ) : (
        <ul class="board-list">
          {lines.map((line) => (
            <li key={line.entry.token}>
              <BoardCard line={line} model={model} />
            </li>
          ))}
        </ul>
      )}
      <ButtonRow>
        <LinkButton icon="warning" href="/aefi">
          {t('aefi.open')}
        </LinkButton>
        <LinkButton icon="list" href="/session">
          {t('session.open')}
        </LinkButton>
      </ButtonRow>
      {leaving !== null && <LeavingDialog model={model} line={leaving} />}
    </main>
  );
}

function BoardCard({
  line,
  model,
}: {
  readonly line: BoardLine;
  readonly model: BoardModel;
}): JSX.Element {
  const { entry, isOver, observed } = line;
  return (
    <article
      class={isOver ? 'board-card board-over' : 'board-card'}
      aria-label={t('board.card', { token: entry.token })}
    >
      <p class="board-token">{entry.token}</p>
      <p class="board-initials" dir="auto">
        {entry.initials}
      </p>
      <p class="board-left">
        {isOver ? (
          <StatusWords tone="good" icon="confirmed">
            {t('board.over', { time: formatTime(entry.until) })}
          </StatusWords>
        ) : (
          <>
            <strong>{t('board.minutesLeft', { count: line.minutesLeft })}</strong>
            <span>{t('board.until', { time: formatTime(entry.until) })}</span>
          </>
        )}
      </p>
      {observed !== null && (
        <div class="board-acts">
          <Button
            look={isOver ? 'primary' : 'secondary'}
            busy={model.saving.isBusy.value}
            label={t(isOver ? 'board.letGoNamed' : 'board.leavesEarlyNamed', {
              token: entry.token,
            })}
            onPress={() => void model.letGo(line)}
          >
            {t(isOver ? 'board.letGo' : 'board.leavesEarly')}
          </Button>
          <LinkButton
            icon="warning"
            href={`/aefi/${encodeURIComponent(observed.person.key)}`}
            label={t('board.reactionNamed', { token: entry.token })}
          >
            {t('board.reaction')}
          </LinkButton>
        </div>
      )}
    </article>
  );
}

function LeavingDialog({
  model,
  line,
}: {
  readonly model: BoardModel;
  readonly line: BoardLine;
}): JSX.Element {
  return (
    <Dialog title={t('board.leavesEarlyNamed', { token: line.entry.token })} onClose={model.cancel}>
      <p>{t('board.earlyMeans', { count: line.minutesLeft })}</p>
      <ActionList<EarlyReason>
        legend={t('board.earlyWhy')}
        choices={earlyReasons.map((value) => ({ value, label: t(`board.early.${value}`) }))}
        onAct={(reason) => void model.letGoEarly(reason)}
      />
      <SaveProblemNotice problem={model.saving.problem.value} />
      <Button onPress={model.cancel}>{t('ui.cancel')}</Button>
    </Dialog>
  );
}
