// Owns the desk's routes about a centre's staff as HTTP: who works there, a person's own code, vouches, and who left.

import { deskStaffCodeSchema, deskStaffDecisionSchema } from '../../schemas/desk-staff.ts';
import { decideStaff } from '../desk/staff-decisions.ts';
import { makeDeskStaffCode, readDeskStaff } from '../desk/staff.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import type { DeskDeps, Guarded } from './desk.ts';

export function registerDeskStaff(guarded: Guarded, deps: DeskDeps): void {
  guarded('/v1/desk/staff', async (context) => {
    const centreId = Number(context.req.query('centre') ?? '');
    if (!Number.isSafeInteger(centreId) || centreId <= 0)
      return answerProblem(context, 'not-a-centre');
    const staff = await readDeskStaff(deps, context.get('signedIn'), centreId);
    return staff === null ? answerProblem(context, 'not-your-place') : context.json(staff);
  });
  guarded('/v1/desk/staff-codes', async (context) => {
    const request = await readJson(context, deskStaffCodeSchema);
    if (request.outcome === 'refused') return request.answer;
    const made = await makeDeskStaffCode(deps, context.get('signedIn'), request.value);
    return made === null ? answerProblem(context, 'not-your-place') : context.json(made);
  });
  guarded('/v1/desk/staff/decisions', async (context) => {
    const request = await readJson(context, deskStaffDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decideStaff(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'staff decision');
    return context.json(answer);
  });
}
