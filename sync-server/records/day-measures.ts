// Owns the numbers of a day for export, a report for each district, out of the desk's counters: no dose and no person is read.

import { hash } from 'node:crypto';
import type { MeasureReport } from 'fhir/r4';
import { selectCentresOf } from '../accounts/place.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { countsToMeasureReport } from '../fhir/counts-to-measure-report.ts';
import type { ServerParts } from '../parts.ts';

export async function readDayMeasures(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  reader: Pick<RecordReader, 'place'>,
  day: string,
): Promise<MeasureReport[]> {
  const rows = await selectCentresOf(parts.store.database, reader)
    .innerJoin('day_count', 'day_count.centre_id', 'centre.centre_id')
    .select([
      'centre.centre_id',
      'centre.name',
      'centre.district',
      'centre.state as centre_state',
      'product',
      'dose_number',
      'day_count.state',
      'doses',
    ])
    .where('day', '=', day)
    .where('doses', '>', 0)
    .orderBy('centre.centre_id')
    .orderBy('product')
    .orderBy('dose_number')
    .orderBy('day_count.state')
    .execute();
  const districts = Map.groupBy(rows, (row) => `${row.centre_state}\n${row.district}`);
  return [...districts].map(([name, ofDistrict]) =>
    countsToMeasureReport({
      id: `${day}.${hash('sha256', name).slice(0, 16)}`,
      district: ofDistrict[0]!.district,
      day,
      asOf: parts.clock.nowSeconds(),
      counts: ofDistrict.map((row) => ({
        centreId: row.centre_id,
        centreName: row.name,
        product: row.product,
        doseNumber: row.dose_number,
        state: row.state,
        doses: row.doses,
      })),
    }),
  );
}
