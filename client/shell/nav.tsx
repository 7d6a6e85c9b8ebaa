// Owns the five places of the tablet: a rail on wide screens, a bar at the thumb on narrow ones.

import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { t, type TextKey } from '../i18n/index.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

const places: readonly { readonly href: string; readonly icon: IconName; readonly key: TextKey }[] =
  [
    { href: '/', icon: 'list', key: 'nav.list' },
    { href: '/walk-in', icon: 'walkIn', key: 'nav.walkIn' },
    { href: '/vials', icon: 'vial', key: 'nav.vials' },
    { href: '/board', icon: 'clock', key: 'nav.board' },
    { href: '/status', icon: 'tablet', key: 'nav.tablet' },
  ];

export function Nav(): JSX.Element {
  const { path } = useLocation();
  return (
    <nav class="nav" aria-label={t('nav.label')}>
      {places.map((place) => (
        <a
          key={place.href}
          class="nav-place"
          href={place.href}
          aria-current={path === place.href ? 'page' : undefined}
        >
          <Icon name={place.icon} size={28} />
          <span>{t(place.key)}</span>
        </a>
      ))}
    </nav>
  );
}
