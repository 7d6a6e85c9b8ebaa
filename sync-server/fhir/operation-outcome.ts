// Owns how a problem of ours is said in FHIR: one OperationOutcome, with the name of the problem as its code.

import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4';
import type { Problem } from '../../schemas/desk.ts';

const codes: Readonly<Record<number, OperationOutcomeIssue['code']>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-long',
  429: 'throttled',
  503: 'transient',
};

export function problemToOutcome(problem: Problem): OperationOutcome {
  const { type, title, status, detail } = problem;
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: codes[status] ?? 'exception',
        details: { text: type.replace('/problems/', '') },
        diagnostics: detail === undefined ? title : `${title} ${detail}`,
      },
    ],
  };
}
