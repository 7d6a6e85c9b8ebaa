// Owns the made-up centres of the demo. Every name says that it is one; the ids lie outside of CoWIN's.

export interface DemoCentre {
  readonly centreId: number;
  readonly name: string;
  readonly address: string;
  readonly block: string;
  readonly product: string;
  /** Booked people on a day. */
  readonly people: number;
}

export const demoPlace = {
  district: 'Namuna (demo)',
  state: 'Demo State',
  pincode: '000000',
} as const;

const firstCentreId = 990_000_001;

const rows: readonly (readonly [name: string, block: string, product: string, people: number])[] = [
  ['Namunawadi PHC (demo)', 'Namuna North', 'COVISHIELD', 120],
  ['Kalpanapur Sub-centre (demo)', 'Namuna North', 'COVISHIELD', 48],
  ['Swapnagaon Sub-centre (demo)', 'Namuna North', 'COVISHIELD', 44],
  ['Udaharan Rural Hospital (demo)', 'Namuna North', 'COVAXIN', 96],
  ['Chhayapada PHC (demo)', 'Namuna Hills', 'COVISHIELD', 80],
  ['Dhagwadi Sub-centre (demo)', 'Namuna Hills', 'COVISHIELD', 40],
  ['Indradhanu School (demo)', 'Namuna Hills', 'COVISHIELD', 64],
  ['Tarangpur PHC (demo)', 'Namuna Hills', 'COVAXIN', 60],
  ['Katha Nagar UPHC (demo)', 'Namuna Coast', 'COVISHIELD', 110],
  ['Laharpada Sub-centre (demo)', 'Namuna Coast', 'COVISHIELD', 52],
  ['Shankhgaon PHC (demo)', 'Namuna Coast', 'COVISHIELD', 72],
  ['Namuna District Hospital (demo)', 'Namuna Coast', 'COVAXIN', 100],
];

export const demoCentres: readonly DemoCentre[] = rows.map(([name, block, product, people], i) => ({
  centreId: firstCentreId + i,
  name,
  address: `Made-up address ${i + 1}, ${block}`,
  block,
  product,
  people,
}));

export const demoSlots = ['09:00-11:00', '11:00-13:00', '13:00-15:00', '15:00-17:00'] as const;
export const demoHours = { opensAt: '09:00', closesAt: '17:00' } as const;

export function demoSessionId(centreId: number, day: string): string {
  return `demo-${centreId}-${day}`;
}
