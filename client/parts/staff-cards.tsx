// Owns the large cards a staff member is chosen from.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Icon } from '../ui/icons.tsx';
import type { RosterStaff } from '../../schemas/records/roster.ts';

export function StaffCards(props: {
  readonly staff: readonly RosterStaff[];
  readonly noteOf?: (person: RosterStaff) => string | null;
  readonly onChoose: (staffId: string) => void;
}): JSX.Element {
  return (
    <ul class="staff-cards">
      {props.staff.map((person) => (
        <li key={person.staffId}>
          <button type="button" class="staff-card" onClick={() => props.onChoose(person.staffId)}>
            <Icon name="person" size={34} />
            <span class="staff-words">
              <span class="staff-name">{person.name}</span>
              <span class="staff-role">{t(`role.${person.role}`)}</span>
              {props.noteOf?.(person) && <span class="staff-note">{props.noteOf(person)}</span>}
            </span>
            <Icon name="next" />
          </button>
        </li>
      ))}
    </ul>
  );
}
