// Owns the desk's routes about tasks and pairs as HTTP: the list, one of them, a decision.

import { deskPairDecisionSchema } from '../../schemas/desk-pairs.ts';
import { deskTaskDecisionSchema, taskKeyForm, taskKinds } from '../../schemas/desk-tasks.ts';
import { decidePairAtDesk } from '../desk/decide-pair.ts';
import { decideTaskAtDesk } from '../desk/decide-task.ts';
import { readDeskPair } from '../desk/pairs.ts';
import { readDeskTask } from '../desk/task-detail.ts';
import { readPlace } from '../desk/task-filter.ts';
import { readDeskTasks } from '../desk/tasks.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import type { DeskDeps, Guarded } from './desk.ts';

export function registerDeskTasks(guarded: Guarded, deps: DeskDeps): void {
  guarded('/v1/desk/tasks', async (context) => {
    const kind = taskKinds.find((each) => each === context.req.query('kind')) ?? null;
    const asked = Number(context.req.query('centre') ?? Number.NaN);
    const centreId = Number.isSafeInteger(asked) ? asked : null;
    const after = readPlace(context.req.query('after') ?? '');
    const filter = { kind, centreId, after };
    return context.json(await readDeskTasks(deps, context.get('signedIn'), filter));
  });
  guarded('/v1/desk/task', async (context) => {
    const centreId = Number(context.req.query('centre'));
    const taskKey = context.req.query('task') ?? '';
    if (!Number.isSafeInteger(centreId) || !taskKeyForm.test(taskKey))
      return answerProblem(context, 'not-a-case');
    const read = await readDeskTask(deps, context.get('signedIn'), centreId, taskKey);
    return read.outcome === 'found'
      ? context.json(read.answer)
      : answerProblem(context, read.outcome);
  });
  guarded('/v1/desk/tasks/decisions', async (context) => {
    const request = await readJson(context, deskTaskDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decideTaskAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome, count: answer.doses ?? 0 }, 'task decision');
    return context.json(answer);
  });
  guarded('/v1/desk/pair', async (context) => {
    const pairId = context.req.query('id') ?? '';
    if (!/^[\w-]{16}$/.test(pairId)) return answerProblem(context, 'not-a-case');
    const read = await readDeskPair(deps, context.get('signedIn'), pairId);
    return read.outcome === 'found'
      ? context.json(read.answer)
      : answerProblem(context, read.outcome);
  });
  guarded('/v1/desk/pairs', async (context) => {
    const request = await readJson(context, deskPairDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decidePairAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'pair');
    return context.json(answer);
  });
}
