// Owns the desk: shows the page that belongs to the address, for whoever is signed in.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../i18n/index.ts';
import type { Settings } from '../../settings.ts';
import { Sheet } from '../../ui/layout.tsx';
import './desk.css';
import { AefiPage } from './aefi/aefi-page.tsx';
import { CardsPage } from './cards/cards-page.tsx';
import { DayPage } from './day/day-page.tsx';
import { createDeskClient, type DeskClient } from './desk-client.ts';
import { createDeskModel, type DeskModel, type DeskParts } from './desk-model.ts';
import { say } from './desk-texts.ts';
import type { DeskTime } from './desk-time.ts';
import { EnrolmentPage } from './enrolment/enrolment-page.tsx';
import { HistoryPage } from './history/history-page.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { ReviewPage } from './review/review-page.tsx';
import { DeskFrame, deskPlaces, type DeskPlace } from './shell/desk-frame.tsx';
import { FaultNotice } from './shell/fault-notice.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { SlipsPage } from './slips/slips-page.tsx';
import { StaffPage } from './staff/staff-page.tsx';
import { TasksPage } from './tasks/tasks-page.tsx';
import { TabletsPage } from './tablets/tablets-page.tsx';

export interface DeskAppProps {
  readonly time: DeskTime;
  readonly settings: Settings;
  /** `https://host`: where tablets find this program. */
  readonly origin: string;
  /** Another one in tests; the desk's own chunk brings the real one. */
  readonly client?: DeskClient;
}

export function DeskApp(props: DeskAppProps): JSX.Element {
  const { time, origin, client } = props;
  const model = useMemo(
    () => createDeskModel({ client: client ?? createDeskClient(), time, origin }),
    [client, time, origin],
  );
  useEffect(() => {
    void model.start();
    return model.dispose;
  }, [model]);
  return <DeskStages model={model} settings={props.settings} />;
}

function DeskStages(props: {
  readonly model: DeskModel;
  readonly settings: Settings;
}): JSX.Element {
  const { model, settings } = props;
  const { path } = useLocation();
  const stage = model.stage.value;
  const place = deskPlaces.find((each) => each.href === path)?.place ?? 'day';
  const parts = stage.stage === 'signed-in' ? stage.parts : null;
  usePageName(parts === null ? 'sign-in' : place);
  return (
    <DeskFrame
      settings={settings}
      isDemo={model.isDemo.value}
      signedIn={
        parts && {
          account: parts.account,
          place,
          heldCount: parts.day.totals.value?.counts.held ?? 0,
          signOutFault: model.signOutFault.value,
          onSignOut: () => void model.signOut(),
        }
      }
    >
      {stage.stage === 'starting' && (
        <Waiting>
          <p role="status">{say('starting')}</p>
        </Waiting>
      )}
      {stage.stage === 'unreachable' && (
        <Waiting>
          <h1>{say('unreachable.title')}</h1>
          <FaultNotice fault={stage.fault} onAgain={() => void model.start()} />
          <p>{say('unreachable.tablets')}</p>
        </Waiting>
      )}
      {stage.stage === 'sign-in' && <SignInPage model={model.signIn} />}
      {parts !== null && <DeskPage place={place} parts={parts} />}
    </DeskFrame>
  );
}

function DeskPage(props: { readonly place: DeskPlace; readonly parts: DeskParts }): JSX.Element {
  const {
    aefi,
    day,
    review,
    tablets,
    enrolment,
    staff,
    restore,
    cards,
    slips,
    history,
    people,
    tasks,
  } = props.parts;
  if (props.place === 'tasks') return <TasksPage model={tasks} />;
  if (props.place === 'review') return <ReviewPage model={review} />;
  if (props.place === 'tablets') return <TabletsPage model={tablets} />;
  if (props.place === 'staff') return <StaffPage model={staff} />;
  if (props.place === 'cards') return <CardsPage model={cards} />;
  if (props.place === 'slips') return <SlipsPage model={slips} />;
  if (props.place === 'aefi') return <AefiPage model={aefi} />;
  if (props.place === 'history') return <HistoryPage model={history} />;
  if (props.place === 'people') return <PeoplePage model={people} />;
  if (props.place === 'enrol') return <EnrolmentPage model={enrolment} />;
  return <DayPage model={day} restore={restore} onReview={review.filterByCentre} />;
}

function Waiting({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <main class="page page-narrow" id="desk-main">
      <Sheet>{children}</Sheet>
    </main>
  );
}

/** Names the page in the browser's own words, and starts keyboards and screen readers at its head. */
function usePageName(page: DeskPlace | 'sign-in'): void {
  const isFirst = useRef(true);
  const name = say(`page.${page}`);
  useEffect(() => {
    document.title = `${name} · ${t('shell.appName')}`;
  }, [name]);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const heading = document.querySelector<HTMLElement>('#desk-main h1');
    if (heading === null) return;
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [page]);
}
