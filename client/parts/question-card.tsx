// Owns one question of the district on the tablet: what is asked about whom, a list to pick the answer from, and words after it.

import type { JSX } from 'preact';
import { questionAnswers } from '../../schemas/events/question-answered.ts';
import { questionTopics } from '../../schemas/events/question-asked.ts';
import { formatDay, formatDayTime, t } from '../i18n/index.ts';
import { useKept } from '../services.tsx';
import type { QuestionRow } from '../tablet.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { ChooseOne } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { answerCharactersMax, createAnswerModel } from './answer-model.ts';
import { SaveProblemNotice } from './save-problem.tsx';

export function QuestionCard(props: {
  readonly question: QuestionRow;
  /** On the person's own page the name stands above already, and the dose comes first: the answer has a page of its own. */
  readonly withName: boolean;
}): JSX.Element {
  const { question } = props;
  return (
    <section class="question" aria-label={t('ask.title')}>
      {props.withName && (
        <h2 class="question-name">
          {question.isOnList ? (
            <a href={`/person/${encodeURIComponent(question.caseKey)}`}>{question.name}</a>
          ) : (
            question.name
          )}
        </h2>
      )}
      <p class="question-words">
        <strong>{sayTopic(question.topic)}</strong>
      </p>
      {question.text !== null && <p dir="auto">{question.text}</p>}
      <p class="question-facts">
        {t('ask.aboutDay', { day: formatDay(question.day) })} ·{' '}
        {t('ask.asked', { time: formatDayTime(question.askedAt) })}
      </p>
      {question.answers.length > 0 ? (
        <Answered question={question} />
      ) : props.withName ? (
        <AnswerForm question={question} />
      ) : (
        <LinkButton icon="info" href="/questions">
          {t('ask.open')}
        </LinkButton>
      )}
    </section>
  );
}

function Answered({ question }: { readonly question: QuestionRow }): JSX.Element {
  return (
    <Notice tone="good" icon="saved" title={t('ask.answered')} live="polite">
      {question.answers.map((each) => (
        <p key={`${each.answer} ${each.text ?? ''}`}>
          {sayAnswer(each.answer)}
          {each.text !== null && ` · ${each.text}`}
        </p>
      ))}
    </Notice>
  );
}

function AnswerForm({ question }: { readonly question: QuestionRow }): JSX.Element {
  const model = useKept(`answer-${question.key}`, ({ tablet }) =>
    createAnswerModel(tablet, question),
  );
  const fault = model.fault.value;
  return (
    <div class="form">
      <ChooseOne
        legend={t('ask.answer')}
        name={`answer-${question.key}`}
        value={model.answer.value}
        onChoose={model.pick}
        choices={questionAnswers.map((answer) => ({ value: answer, label: sayAnswer(answer) }))}
      />
      {fault === 'no-answer' && (
        <Notice tone="warn" live="now">
          <p>{t('ask.noAnswer')}</p>
        </Notice>
      )}
      <TextField
        id={`answer-words-${question.ref.seq}`}
        label={t(model.answer.value === 'other' ? 'ask.wordsNeeded' : 'ask.words')}
        value={model.text.value}
        onInput={model.type}
        multiline
        maxLength={answerCharactersMax}
        fault={fault === 'no-words' ? t('ask.noWords') : null}
      />
      <SaveProblemNotice problem={model.saving.problem.value} />
      <Button
        look="primary"
        icon="saved"
        wide
        busy={model.saving.isBusy.value}
        onPress={() => void model.send()}
      >
        {t('ask.save')}
      </Button>
    </div>
  );
}

function sayTopic(topic: string): string {
  return t(`askTopic.${questionTopics.find((each) => each === topic) ?? 'other'}`);
}

function sayAnswer(answer: string): string {
  return t(`askAnswer.${questionAnswers.find((each) => each === answer) ?? 'other'}`);
}
