// Owns the frame around every desk page: the cover with place and person, the demo mark, languages, and its places.

import type { ComponentChildren, JSX } from 'preact';
import type { DeskAccount } from '../../../../schemas/desk.ts';
import type { Settings } from '../../../settings.ts';
import { t } from '../../../i18n/index.ts';
import { LanguagePicker } from '../../../shell/language-picker.tsx';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import type { DeskFault } from '../desk-client.ts';
import { say, type DeskTextKey } from '../desk-texts.ts';
import { sayFault } from './fault-notice.tsx';

export type DeskPlace =
  | 'day'
  | 'tasks'
  | 'review'
  | 'people'
  | 'aefi'
  | 'tablets'
  | 'enrol'
  | 'staff'
  | 'cards'
  | 'slips'
  | 'history';

export const deskPlaces: readonly {
  readonly place: DeskPlace;
  readonly href: string;
  readonly icon: IconName;
  readonly key: DeskTextKey;
}[] = [
  { place: 'day', href: '/desk', icon: 'list', key: 'nav.day' },
  { place: 'tasks', href: '/desk/tasks', icon: 'checking', key: 'nav.tasks' },
  { place: 'review', href: '/desk/review', icon: 'held', key: 'nav.review' },
  { place: 'people', href: '/desk/people', icon: 'sent', key: 'nav.people' },
  { place: 'aefi', href: '/desk/aefi', icon: 'warning', key: 'nav.aefi' },
  { place: 'tablets', href: '/desk/tablets', icon: 'tablet', key: 'nav.tablets' },
  { place: 'enrol', href: '/desk/enrol', icon: 'plus', key: 'nav.enrol' },
  { place: 'staff', href: '/desk/staff', icon: 'person', key: 'nav.staff' },
  { place: 'cards', href: '/desk/cards', icon: 'copy', key: 'nav.cards' },
  { place: 'slips', href: '/desk/slips', icon: 'code', key: 'nav.slips' },
  { place: 'history', href: '/desk/history', icon: 'search', key: 'nav.history' },
];

export interface DeskFrameProps {
  readonly settings: Settings;
  readonly isDemo: boolean;
  /** Null while nobody is signed in: then there are no places to go to. */
  readonly signedIn: {
    readonly account: DeskAccount;
    readonly place: DeskPlace;
    readonly heldCount: number;
    readonly signOutFault: DeskFault | null;
    readonly onSignOut: () => void;
  } | null;
  readonly children: ComponentChildren;
}

export function DeskFrame(props: DeskFrameProps): JSX.Element {
  const { signedIn, settings } = props;
  return (
    <div class={signedIn === null ? 'app desk' : 'app app-nav desk'}>
      <header class="cover cover-large">
        <div class="cover-choices">
          <span class="cover-brand">
            <Icon name="list" size={26} /> {t('shell.appName')}
          </span>
          <LanguagePicker
            theme={settings.theme.value}
            onLanguage={settings.chooseLanguage}
            onTheme={settings.chooseTheme}
          />
        </div>
        <div class="desk-cover">
          <p class="cover-centre">{signedIn?.account.place ?? say('title')}</p>
          {signedIn !== null && (
            <button type="button" class="desk-sign-out" onClick={signedIn.onSignOut}>
              <Icon name="lock" size={22} />
              <span>{say('signOut')}</span>
            </button>
          )}
        </div>
        <p class="desk-who">
          {signedIn !== null && (
            <span>
              {signedIn.account.name} · {say(`role.${signedIn.account.role}`)}
            </span>
          )}
          {props.isDemo && <strong class="demo">{say('demo')}</strong>}
        </p>
        {props.isDemo && signedIn !== null && <p class="desk-demo-note">{say('demo.noDigits')}</p>}
        <p class="desk-cover-fault" role="status">
          {signedIn?.signOutFault && `${say('signOut.failed')} ${sayFault(signedIn.signOutFault)}`}
        </p>
      </header>
      {signedIn !== null && <DeskNav {...signedIn} />}
      {props.children}
    </div>
  );
}

function DeskNav(
  props: Pick<NonNullable<DeskFrameProps['signedIn']>, 'account' | 'place' | 'heldCount'>,
): JSX.Element {
  const places = deskPlaces.filter(({ place }) => isFor(props.account.role, place));
  return (
    <nav class="nav" aria-label={say('nav.label')}>
      {places.map(({ place, href, icon, key }) => (
        <a
          key={place}
          class="nav-place"
          href={href}
          aria-current={place === props.place ? 'page' : undefined}
        >
          <Icon name={icon} size={28} />
          <span>{say(key)}</span>
          {place === 'review' && props.heldCount > 0 && (
            <span class="desk-nav-count">{say('nav.held', { count: props.heldCount })}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

/** Whoever stands at the table never holds the slips of its people; who read what is for those who answer for a district. */
function isFor(role: DeskAccount['role'], place: DeskPlace): boolean {
  if (place === 'slips') return role !== 'in-charge';
  return place !== 'history' || role === 'district-supervisor' || role === 'state-admin';
}
