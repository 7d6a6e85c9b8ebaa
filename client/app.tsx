// Owns the shell of the tablet: what stage shows which screen, the routes, and the frame around them.

import type { JSX } from 'preact';
import { LocationProvider, useLocation } from 'preact-iso';
import { whenNeeded } from './device/when-needed.ts';
import { ServicesProvider, useServices, type Services } from './services.tsx';
import { EmergencyPage } from './features/emergency/emergency-page.tsx';
import { EnrolPage, FirstPinPage, PackPage } from './features/enrol/enrol-page.tsx';
import { StartingView } from './features/start/starting-view.tsx';
import { UnsupportedView } from './features/start/unsupported-view.tsx';
import { ClockQuestion } from './features/unlock/clock-question.tsx';
import { UnlockPage } from './features/unlock/unlock-page.tsx';
import { language, loadTexts } from './i18n/index.ts';
import { AlarmBanner } from './shell/alarm-banner.tsx';
import { CopyNotice, LockedCopyNotice } from './shell/copy-notice.tsx';
import { PracticeBanner, PracticeLink } from './shell/practice-banner.tsx';
import { ConnectionStrip, Cover } from './shell/cover.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Later } from './shell/later.tsx';
import { Nav } from './shell/nav.tsx';
import { QuestionNotice } from './shell/question-notice.tsx';
import { BoardLink, FaultNotice, RecordOnlyLink, RescueLink } from './shell/rescue-link.tsx';
import { UpdateNotice } from './shell/update-notice.tsx';

/** Everything behind the first screen, as one piece: it is there a moment after it, and then all of it. */
const workScreens = whenNeeded(async () => {
  const [screens] = await Promise.all([
    import('./work-screens.tsx'),
    loadTexts('en'),
    loadTexts(language.value),
  ]);
  return screens.workScreens;
});

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
    return <Later part={workScreens} show={(screens) => <screens.Rescue />} />;
  // Copies are carried by whoever is at hand: a phone that is set up for nothing, a tablet that nobody can unlock.
  if (path === carryPath && stage.stage !== 'starting' && stage.stage !== 'unsupported')
    return <Later part={workScreens} show={(screens) => <screens.Carry />} />;
  if (path === '/board' && stage.stage === 'locked')
    return <Later part={workScreens} show={(screens) => <screens.LockedBoard />} />;
  if (path === recordOnlyPath && (stage.stage === 'locked' || stage.stage === 'needs-first-pin'))
    return <Later part={workScreens} show={(screens) => <screens.RecordOnly />} />;
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
      return tablet.day.value === null ? (
        <PackPage />
      ) : (
        <Later part={workScreens} show={(screens) => <screens.Routes />} />
      );
  }
}

const carryPath = '/carry';
const recordOnlyPath = '/record-only';
