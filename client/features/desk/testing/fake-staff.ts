// Owns a made-up centre's staff for tests and for looking at the screens: every way a name can be believed, once.

import type { DeskStaff } from '../../../../schemas/desk-staff.ts';
import { fakeNow } from './fake-now.ts';

const bound = (binding: DeskStaff['people'][number]['keys'][number]['binding']) => ({
  tablet: 'Tablet K7',
  binding,
  boundAt: fakeNow - 86_400,
});

export const fakeStaff: DeskStaff = {
  centreId: 101,
  centreName: 'PHC Poynad',
  people: [
    {
      staffId: 'RG-001',
      name: 'Dr Vinod More',
      role: 'in-charge',
      removedAt: null,
      keys: [bound('code')],
      refusedSignIns: [],
    },
    {
      staffId: 'RG-017',
      name: 'Asha Kadam',
      role: 'vaccinator',
      removedAt: null,
      keys: [bound('claimed')],
      refusedSignIns: [],
    },
    {
      staffId: 'RG-018',
      name: 'Nilesh Gharat',
      role: 'verifier',
      removedAt: fakeNow - 3600,
      keys: [bound('vouch')],
      refusedSignIns: [
        {
          tablet: 'Tablet K7',
          signedInAt: fakeNow - 1800,
        },
      ],
    },
    {
      staffId: 'RG-019',
      name: 'सुनंदा भोईर',
      role: 'vaccinator',
      removedAt: null,
      keys: [],
      refusedSignIns: [],
    },
  ],
  vouches: [
    {
      log: 'LOGA',
      seq: 4,
      staffId: 'RG-020',
      name: 'सुनंदा भोईर',
      isSubstitute: true,
      voucher: 'Dr Vinod More',
      tablet: 'Tablet K7',
      vouchedAt: fakeNow - 7200,
    },
  ],
};
