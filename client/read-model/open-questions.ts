// Owns the district's questions as the tablet shows them: also about people of a list that is gone. Unanswered ones first.

import type { Subject } from '../../schemas/events/event.ts';
import type { Case } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { QuestionRow } from '../tablet.ts';

/** Answered ones stay for a while, so that everybody sees that it was said. */
const answeredShownMax = 10;

export function questionRows(
  cases: Iterable<{ readonly folded: Case; readonly subject: Subject }>,
  isOnList: (caseKey: string) => boolean,
): QuestionRow[] {
  const rows = [...cases].flatMap(({ folded, subject }) =>
    folded.questions.map((asked): QuestionRow => {
      const { topic, text, about } = asked.body;
      return {
        key: referenceKey(asked.ref),
        ref: asked.ref,
        caseKey: folded.key,
        subject,
        topic,
        text: text ?? null,
        askedAt: asked.at,
        name: about.name,
        day: about.day,
        isOnList: isOnList(folded.key),
        answers: asked.answers.map(({ body }) => ({
          answer: body.answer,
          text: body.text ?? null,
        })),
      };
    }),
  );
  const oldestFirst = rows.sort((a, b) => a.askedAt - b.askedAt || (a.key < b.key ? -1 : 1));
  const answered = oldestFirst.filter((row) => row.answers.length > 0);
  return [
    ...oldestFirst.filter((row) => row.answers.length === 0),
    ...answered.slice(-answeredShownMax),
  ];
}
