// Owns the screening questions as dated rows: what is asked, and what to do about a yes. Advice, never a block.

export const screeningItems = [
  'allergy',
  'fever',
  'bleeding',
  'pregnant',
  'breast-feeding',
  'covid-3-months',
  'plasma-3-months',
] as const;
export type ScreeningItem = (typeof screeningItems)[number];

export type ScreeningAdvice = 'defer' | 'defer-3-months' | 'with-care' | 'ask-doctor' | 'allowed';

export interface ScreeningRule {
  readonly item: ScreeningItem;
  readonly effectiveFrom: string;
  readonly advice: ScreeningAdvice;
  readonly source: string;
}

const precautions = 'MoHFW letter on precautions and contraindications, 14 Jan 2021';
const mayLetter = 'MoHFW, advice of NEGVAC accepted 19 May 2021';

/** The rows of a list that brings none of its own. */
export const screeningRules: readonly ScreeningRule[] = [
  { item: 'allergy', effectiveFrom: '2021-01-14', advice: 'ask-doctor', source: precautions },
  { item: 'fever', effectiveFrom: '2021-01-14', advice: 'defer', source: precautions },
  { item: 'bleeding', effectiveFrom: '2021-01-14', advice: 'with-care', source: precautions },
  { item: 'pregnant', effectiveFrom: '2021-01-14', advice: 'ask-doctor', source: precautions },
  { item: 'pregnant', effectiveFrom: '2021-07-02', advice: 'allowed', source: 'MoHFW, 2 Jul 2021' },
  {
    item: 'breast-feeding',
    effectiveFrom: '2021-01-14',
    advice: 'ask-doctor',
    source: precautions,
  },
  { item: 'breast-feeding', effectiveFrom: '2021-05-19', advice: 'allowed', source: mayLetter },
  {
    item: 'covid-3-months',
    effectiveFrom: '2021-05-19',
    advice: 'defer-3-months',
    source: mayLetter,
  },
  {
    item: 'plasma-3-months',
    effectiveFrom: '2021-05-19',
    advice: 'defer-3-months',
    source: mayLetter,
  },
];
