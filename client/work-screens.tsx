// Owns the screens of work, which come after the first one, and their addresses.

import type { JSX } from 'preact';
import { Route, Router, useLocation } from 'preact-iso';
import { AefiPage, WhomPage } from './features/aefi/aefi-page.tsx';
import { BoardPage } from './features/board/board-page.tsx';
import { CarryPage } from './features/carry/carry-page.tsx';
import { DueListPage } from './features/due-list/due-list-page.tsx';
import { PaperPage } from './features/paper/paper-page.tsx';
import { PersonPage } from './features/person/person-page.tsx';
import { PrintPage } from './features/print/print-page.tsx';
import { QuestionsPage } from './features/questions/questions-page.tsx';
import { RecordOnlyPage } from './features/record-only/record-only-page.tsx';
import { RescuePage } from './features/rescue/rescue-page.tsx';
import { SessionPage } from './features/session/session-page.tsx';
import { StatusPage } from './features/status/status-page.tsx';
import { VialsPage } from './features/vials/vials-page.tsx';
import { WalkInPage } from './features/walk-in/walk-in-page.tsx';
import { t } from './i18n/index.ts';
import { CompleteNotice } from './shell/complete-notice.tsx';
import { LinkButton } from './ui/button.tsx';

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
  const { path } = useLocation();
  return (
    <>
      {path === '/' && <CompleteNotice />}
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
    </>
  );
}

export const workScreens = {
  Carry: CarryPage,
  LockedBoard,
  RecordOnly: RecordOnlyPage,
  Rescue: RescuePage,
  Routes,
} as const;
