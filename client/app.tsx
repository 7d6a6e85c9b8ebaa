// Owns the shell of the tablet: what stage shows which screen, the routes, and the frame around them.

import type { JSX } from 'preact';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { ServicesProvider, useServices, type Services } from './services.tsx';
import { AefiPage, WhomPage } from './features/aefi/aefi-page.tsx';
import { BoardPage } from './features/board/board-page.tsx';
import { CarryPage } from './features/carry/carry-page.tsx';
import { DueListPage } from './features/due-list/due-list-page.tsx';
import { EmergencyPage } from './features/emergency/emergency-page.tsx';
import { EnrolPage, FirstPinPage, PackPage } from './features/enrol/enrol-page.tsx';
import { PaperPage } from './features/paper/paper-page.tsx';
import { PersonPage } from './features/person/person-page.tsx';
import { PrintPage } from './features/print/print-page.tsx';
import { QuestionsPage } from './features/questions/questions-page.tsx';
import { RecordOnlyPage } from './features/record-only/record-only-page.tsx';
import { RescuePage } from './features/rescue/rescue-page.tsx';
import { SessionPage } from './features/session/session-page.tsx';
import { StartingView } from './features/start/starting-view.tsx';
import { UnsupportedView } from './features/start/unsupported-view.tsx';
import { StatusPage } from './features/status/status-page.tsx';
import { ClockQuestion } from './features/unlock/clock-question.tsx';
import { UnlockPage } from './features/unlock/unlock-page.tsx';
import { VialsPage } from './features/vials/vials-page.tsx';
import { WalkInPage } from './features/walk-in/walk-in-page.tsx';
import { AlarmBanner } from './shell/alarm-banner.tsx';
import { CopyNotice, LockedCopyNotice } from './shell/copy-notice.tsx';
import { PracticeBanner, PracticeLink } from './shell/practice-banner.tsx';
import { ConnectionStrip, Cover } from './shell/cover.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Nav } from './shell/nav.tsx';
import { QuestionNotice } from './shell/question-notice.tsx';
import { BoardLink, FaultNotice, RecordOnlyLink, RescueLink } from './shell/rescue-link.tsx';
import { UpdateNotice } from './shell/update-notice.tsx';
import { t } from './i18n/index.ts';
import { LinkButton } from './ui/button.tsx';

export interface AppProps {
  readonly services: Services;
  /** The enrolment link's part behind `#enrol=`, when the app was opened by one. */
  readonly linkedCode: string | null;
  readonly address: string;
}

export function App(props: AppProps): JSX.Element {
  return (
    <ServicesProvider value={props.services}>
      <LocationProvider>
        <Frame {...props} />
      </LocationProvider>
    </ServicesProvider>
  );
}

function Frame({ services, linkedCode, address }: AppProps): JSX.Element {
  const { path } = useLocation();
  const stage = services.tablet.stage.value;
  const isAtWork =
    stage.stage === 'unlocked' &&
    services.tablet.day.value !== null &&
    services.tablet.clockQuestion.value === null;
  return (
    <div class={classesOfApp(isAtWork, services.practice.isOn)}>
      {services.practice.isOn && <PracticeBanner onEnd={services.practice.end} />}
      <Cover large={!isAtWork || path === '/'} />
      {isAtWork && <ConnectionStrip />}
      {isAtWork && <Nav />}
      <div class="page-frame">
        <ErrorBoundary kept={services.kept}>
          <AlarmBanner />
          {isAtWork && <UpdateNotice />}
          {path !== '/rescue' && <FaultNotice />}
          {isAtWork && path === '/' && <QuestionNotice />}
          {isAtWork && path === '/' && <CopyNotice />}
          {stage.stage === 'locked' && path !== carryPath && <LockedCopyNotice />}
          <Gate linkedCode={linkedCode} address={address} />
        </ErrorBoundary>
      </div>
    </div>
  );
}

function classesOfApp(isAtWork: boolean, isPractice: boolean): string {
  return ['app', isAtWork && 'app-nav', isPractice && 'app-practice'].filter(Boolean).join(' ');
}

/** One screen for every stage; the address is kept, so that unlocking leads back to where a person was. */
function Gate(props: {
  readonly linkedCode: string | null;
  readonly address: string;
}): JSX.Element {
  const { tablet } = useServices();
  const { path } = useLocation();
  const stage = tablet.stage.value;
  // Somebody lies on the floor: no PIN, no list, no set-up stands before this one.
  if (path === '/emergency') return <EmergencyPage onBack={() => history.back()} />;
  if (path === '/rescue' && stage.stage !== 'starting' && stage.stage !== 'unsupported')
    return <RescuePage />;
  // Copies are carried by whoever is at hand: a phone that is set up for nothing, a tablet that nobody can unlock.
  if (path === carryPath && stage.stage !== 'starting' && stage.stage !== 'unsupported')
    return <CarryPage />;
  if (path === '/board' && stage.stage === 'locked') return <LockedBoard />;
  if (path === recordOnlyPath && (stage.stage === 'locked' || stage.stage === 'needs-first-pin'))
    return <RecordOnlyPage />;
  switch (stage.stage) {
    case 'starting':
      return <StartingView />;
    case 'unsupported':
      return <UnsupportedView missing={stage.missing} address={props.address} />;
    case 'not-enrolled':
      return (
        <>
          <EnrolPage linkedCode={props.linkedCode} />
          {tablet.connection.value.unsent > 0 && <RescueLink />}
        </>
      );
    case 'needs-first-pin':
      return tablet.clockQuestion.value === null ? <FirstPinPage /> : <ClockQuestion />;
    case 'locked':
      return (
        <>
          <UnlockPage enrol={<EnrolPage linkedCode={props.linkedCode} />} />
          <RecordOnlyLink />
          <BoardLink />
          <PracticeLink />
          <RescueLink />
        </>
      );
    case 'unlocked':
      if (tablet.clockQuestion.value !== null) return <ClockQuestion />;
      return tablet.day.value === null ? <PackPage /> : <Routes />;
  }
}

const carryPath = '/carry';
const recordOnlyPath = '/record-only';

/** The observer looks at the board without a PIN; letting somebody go needs one. */
function LockedBoard(): JSX.Element {
  return (
    <>
      <BoardPage />
      <p class="rescue-link">
        <LinkButton icon="lock" href="/">
          {t('unlock.open')}
        </LinkButton>
      </p>
    </>
  );
}

function Routes(): JSX.Element {
  return (
    <Router onRouteChange={() => scrollTo(0, 0)}>
      <Route path="/" component={DueListPage} />
      <Route path="/person/:key" component={PersonPage} />
      <Route path="/walk-in" component={WalkInPage} />
      <Route path="/vials" component={VialsPage} />
      <Route path="/board" component={BoardPage} />
      <Route path="/aefi" component={WhomPage} />
      <Route path="/aefi/:key" component={AefiPage} />
      <Route path="/paper" component={PaperPage} />
      <Route path="/print" component={PrintPage} />
      <Route path="/session" component={SessionPage} />
      <Route path="/questions" component={QuestionsPage} />
      <Route path="/status" component={StatusPage} />
      <Route default component={DueListPage} />
    </Router>
  );
}
