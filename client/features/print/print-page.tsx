// Owns the due list on paper: everybody of the day with room to write time, vial and code, and empty rows for walk-ins.
// A paper list leaves the tablet's protection: it holds the last four of the phone and of the reference number, not the whole.

import type { JSX } from 'preact';
import { formatDay, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import { useServices } from '../../services.tsx';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

const emptyRows = 15;
const nothingYet = '\u00a0';
const toWriteIn = ['time', 'vial', 'code', 'initials'] as const;
const columns = ['no', 'name', 'year', 'phone', 'reference', 'dose', ...toWriteIn] as const;

export function PrintPage(): JSX.Element {
  const { tablet } = useServices();
  const day = tablet.day.value;
  const people = [...tablet.people.value]
    .filter((person) => !person.isWalkIn && person.folded.progress !== 'dosed')
    .sort(bySlotThenName);
  return (
    <main class="page print-page">
      <div class="not-printed">
        <PageHead title={t('print.title')} backHref="/session" backLabel={t('session.title')} />
        <Notice tone="plain">
          <p>{t('print.means')}</p>
        </Notice>
        <Button look="primary" icon="list" onPress={() => globalThis.print()}>
          {t('print.print')}
        </Button>
      </div>
      {day !== null && <PaperList day={day} people={people} />}
    </main>
  );
}

function PaperList(props: {
  readonly day: DayView;
  readonly people: readonly PersonRow[];
}): JSX.Element {
  const { day, people } = props;
  return (
    // Focusable, so that a keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section class="printed paper-list" aria-label={t('print.title')} tabIndex={0}>
      <table>
        <caption>{t('print.page', { centre: day.centre.name, day: formatDay(day.day) })}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`print.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person, i) => (
            <tr key={person.key}>
              <td>{i + 1}</td>
              <th scope="row" dir="auto">
                {person.name}
              </th>
              <td>{person.birthYear}</td>
              <td>{person.mobileLast4 === null ? '' : `••${person.mobileLast4}`}</td>
              <td>{startOf(person.referenceId)}</td>
              <td>{`${person.doseNumber} ${productLabel(day.rules, person.product)}`}</td>
              {toWriteIn.map((column) => (
                <td key={column}>{nothingYet}</td>
              ))}
            </tr>
          ))}
          <tr class="paper-part">
            <th scope="rowgroup" colSpan={columns.length}>
              {t('print.walkIns')}
            </th>
          </tr>
          {Array.from({ length: emptyRows }, (_, i) => (
            <tr key={`empty-${i}`}>
              <td>{people.length + i + 1}</td>
              {columns.slice(1).map((column) => (
                <td key={column}>{nothingYet}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Real codes may be the end of the reference number: those digits are on no paper of ours. */
function startOf(referenceId: string | null): string {
  return referenceId === null ? '' : `${referenceId.slice(-8, -4)}••••`;
}

function bySlotThenName(a: PersonRow, b: PersonRow): number {
  const [one, other] = [`${a.slot ?? '99'} ${a.name}`, `${b.slot ?? '99'} ${b.name}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
