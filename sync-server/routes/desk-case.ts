// Owns the desk's routes about one case as HTTP: its evidence, a question to the centre, "same person", a comment.

import { caseKeyForm } from '../../schemas/case-key.ts';
import {
  deskAefiSchema,
  deskCommentSchema,
  deskLinkSchema,
  deskQuestionSchema,
} from '../../schemas/desk-case.ts';
import { readAefiReports } from '../desk/aefi-reports.ts';
import { askCentreAtDesk, linkAtDesk } from '../desk/case-words.ts';
import { reportAefiAtDesk } from '../desk/report-aefi.ts';
import { commentAtDesk, readDeskCase } from '../desk/case.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import type { DeskDeps, Guarded } from './desk.ts';

export function registerDeskCase(guarded: Guarded, deps: DeskDeps): void {
  guarded('/v1/desk/case', async (context) => {
    const centreId = Number(context.req.query('centre'));
    const caseKey = context.req.query('case') ?? '';
    if (!Number.isSafeInteger(centreId) || !caseKeyForm.test(caseKey))
      return answerProblem(context, 'not-a-case');
    const read = await readDeskCase(deps, context.get('signedIn'), centreId, caseKey);
    return read.outcome === 'found'
      ? context.json(read.answer)
      : answerProblem(context, read.outcome);
  });
  guarded('/v1/desk/questions', async (context) => {
    const request = await readJson(context, deskQuestionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await askCentreAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'question to a centre');
    return context.json(answer);
  });
  guarded('/v1/desk/aefi', async (context) => {
    const request = await readJson(context, deskAefiSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await reportAefiAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'reaction reported at the desk');
    return answer.outcome === 'not-a-day'
      ? answerProblem(context, answer.outcome)
      : context.json(answer);
  });
  guarded('/v1/desk/aefi-reports', async (context) =>
    context.json(await readAefiReports(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/links', async (context) => {
    const request = await readJson(context, deskLinkSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await linkAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'same person');
    return context.json(answer);
  });
  guarded('/v1/desk/comments', async (context) => {
    const request = await readJson(context, deskCommentSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await commentAtDesk(deps, context.get('signedIn'), request.value));
  });
}
