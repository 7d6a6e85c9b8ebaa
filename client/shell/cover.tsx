// Owns the cover of the register: centre, day, demo mark, language, and one line about the network as a fact.

import type { JSX } from 'preact';
import { formatDay, formatTime, t } from '../i18n/index.ts';
import { useServices } from '../services.tsx';
import type { Connection } from '../tablet.ts';
import { Icon } from '../ui/icons.tsx';
import { LanguagePicker } from './language-picker.tsx';

/** `large` where the centre's name must stand out: the list and the first screens. */
export function Cover({ large }: { readonly large: boolean }): JSX.Element {
  const { tablet, settings } = useServices();
  const day = tablet.day.value;
  const name = tablet.centreName.value;
  return (
    <header class={large ? 'cover cover-large' : 'cover'}>
      <div class="cover-choices">
        <span class="cover-brand">
          <Icon name="list" size={26} /> {t('shell.appName')}
        </span>
        <a class="emergency-link" href="/emergency" aria-label={t('nav.emergencyLong')}>
          <Icon name="warning" />
          <span class="emergency-word">{t('nav.emergency')}</span>
        </a>
        <SwitchStaff />
        <LanguagePicker
          theme={settings.theme.value}
          onLanguage={settings.chooseLanguage}
          onTheme={settings.chooseTheme}
        />
      </div>
      {name !== null && (
        <p class="cover-centre" data-testid="centre-name">
          {name}
        </p>
      )}
      {(day !== null || tablet.isDemo.value) && (
        <p class="cover-day">
          {day !== null && <span>{formatDay(day.day)}</span>}
          {tablet.isDemo.value && (
            <strong class="demo">
              {t('shell.demo')}
              <span class="demo-more"> · {t('shell.demoMore')}</span>
            </strong>
          )}
        </p>
      )}
    </header>
  );
}

/** One tap from every screen to the cards of staff: what is typed stays, and what is unsent goes on being sent. */
function SwitchStaff(): JSX.Element | null {
  const { tablet } = useServices();
  const stage = tablet.stage.value;
  if (stage.stage !== 'unlocked') return null;
  return (
    <button
      type="button"
      class="switch-staff"
      aria-label={t('shell.switchStaffLong', { name: stage.staff.name })}
      onClick={() => void tablet.lock()}
    >
      <Icon name="person" />
      <span class="switch-name">{t('shell.switchStaff')}</span>
    </button>
  );
}

export function ConnectionStrip(): JSX.Element {
  const connection = useServices().tablet.connection.value;
  return (
    <output class="strip" data-connection={connection.state}>
      <Icon name={connection.state === 'offline' ? 'offline' : 'online'} size={22} />
      <span>
        <span class="strip-state">{t(`connection.${connection.state}`)}</span>
        <span> · </span>
        <span>{savedWords(connection)}</span>
      </span>
    </output>
  );
}

function savedWords(connection: Connection): string {
  if (connection.unsent > 0) return t('connection.unsent', { count: connection.unsent });
  if (connection.lastExchangeAt === null) return t('connection.nothingYet');
  return t('connection.allSent', { time: formatTime(connection.lastExchangeAt) });
}
