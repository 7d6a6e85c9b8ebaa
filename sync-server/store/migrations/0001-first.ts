// Owns migration 1: every table of the first release. Migrations are numbered and run forward only.

import { sql, type Kysely, type CreateTableBuilder } from 'kysely';

export type Engine = 'sqlite' | 'postgres';

type Columns = readonly (readonly [
  name: string,
  type: 'text' | 'int' | 'bytes',
  isNullable?: 'null',
])[];

export async function createFirstTables(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  const table = async (name: string, columns: Columns, key: readonly string[]): Promise<void> => {
    let builder: CreateTableBuilder<string, string> = database.schema.createTable(name);
    for (const [column, type, nullable] of columns)
      builder = builder.addColumn(
        column,
        type === 'text' ? 'text' : type === 'int' ? 'bigint' : bytes,
        (c) => (nullable === 'null' ? c : c.notNull()),
      );
    await builder.addPrimaryKeyConstraint(`pk_${name}`, key as never).execute();
  };

  await table(
    'deployment',
    [
      ['name', 'text'],
      ['value', 'text'],
    ],
    ['name'],
  );
  await table(
    'centre',
    [
      ['centre_id', 'int'],
      ['name', 'text'],
      ['address', 'text'],
      ['block', 'text'],
      ['district', 'text'],
      ['state', 'text'],
      ['pincode', 'text'],
      ['opens_at', 'text'],
      ['closes_at', 'text'],
      ['next_appointment_no', 'int'],
      ['feed_seq', 'int'],
      ['feed_rolling', 'bytes'],
      ['server_seq', 'int'],
      ['server_head', 'bytes'],
    ],
    ['centre_id'],
  );
  await table(
    'vaccination_session',
    [
      ['centre_id', 'int'],
      ['vaccination_session', 'text'],
      ['day', 'text'],
      ['product', 'text'],
      ['slots', 'text'],
      ['age_min', 'int'],
      ['age_max', 'int', 'null'],
      ['capacity', 'int'],
    ],
    ['centre_id', 'vaccination_session'],
  );
  await table(
    'appointment',
    [
      ['centre_id', 'int'],
      ['appointment_no', 'int'],
      ['check16', 'int'],
      ['reference_id', 'text'],
      ['vaccination_session', 'text'],
      ['day', 'text'],
      ['name', 'text'],
      ['birth_year', 'int'],
      ['gender', 'text'],
      ['mobile_number', 'text', 'null'],
      ['id_type', 'text', 'null'],
      ['id_last4', 'text', 'null'],
      ['id_hmac', 'text', 'null'],
      ['slot', 'text'],
      ['product', 'text'],
      ['dose_number', 'int'],
      ['earlier_dose_day', 'text', 'null'],
      ['earlier_dose_product', 'text', 'null'],
      ['code_sealed', 'bytes', 'null'],
      ['code_tag', 'int', 'null'],
      ['code_state', 'text'],
      ['flags', 'text'],
      ['replaces_no', 'int', 'null'],
      ['is_ended', 'int'],
    ],
    ['centre_id', 'appointment_no'],
  );
  await table(
    'staff',
    [
      ['centre_id', 'int'],
      ['staff_id', 'text'],
      ['name', 'text'],
      ['role', 'text'],
      ['is_active', 'int'],
    ],
    ['centre_id', 'staff_id'],
  );
  await table(
    'staff_key',
    [
      ['centre_id', 'int'],
      ['staff_id', 'text'],
      ['device', 'text'],
      ['public_key', 'bytes'],
      ['is_proved', 'int'],
      ['bound_at', 'int'],
    ],
    ['centre_id', 'staff_id', 'device', 'public_key'],
  );
  await table(
    'stock',
    [
      ['centre_id', 'int'],
      ['product', 'text'],
      ['vaccine_batch', 'text'],
      ['expiry', 'text', 'null'],
      ['doses', 'int'],
    ],
    ['centre_id', 'product', 'vaccine_batch'],
  );
  await table(
    'account',
    [
      ['account', 'text'],
      ['name', 'text'],
      ['role', 'text'],
      ['place_kind', 'text'],
      ['place', 'text'],
      ['password_hash', 'text'],
      ['failed_tries', 'int'],
      ['locked_until', 'int'],
      ['is_active', 'int'],
    ],
    ['account'],
  );
  await table(
    'sign_in',
    [
      ['token_hash', 'text'],
      ['account', 'text'],
      ['signed_in_at', 'int'],
      ['seen_at', 'int'],
    ],
    ['token_hash'],
  );
  await table(
    'enrolment_code',
    [
      ['code_name', 'text'],
      ['secret_hash', 'text'],
      ['centre_id', 'int'],
      ['valid_until', 'int'],
      ['tries', 'int'],
      ['used_at', 'int', 'null'],
      ['made_by', 'text'],
    ],
    ['code_name'],
  );
  await table(
    'device',
    [
      ['device', 'text'],
      ['centre_id', 'int'],
      ['public_key', 'bytes'],
      ['alias', 'text'],
      ['enrolled_at', 'int'],
      ['last_contact_at', 'int', 'null'],
      ['counter', 'int'],
      ['revoked_at', 'int', 'null'],
      ['heartbeat', 'text', 'null'],
      ['needs_confirmation', 'int'],
    ],
    ['device'],
  );
  await table(
    'tablet_log',
    [
      ['centre_id', 'int'],
      ['log', 'text'],
      ['device', 'text'],
      ['seq', 'int'],
      ['head_hash', 'bytes'],
    ],
    ['centre_id', 'log'],
  );
  await table(
    'span',
    [
      ['centre_id', 'int'],
      ['log', 'text'],
      ['span', 'text'],
      ['kid', 'text'],
      ['sealed', 'bytes'],
      ['span_key', 'bytes', 'null'],
      ['code_key', 'bytes', 'null'],
    ],
    ['centre_id', 'log', 'span'],
  );
  await table(
    'log_row',
    [
      ['centre_id', 'int'],
      ['log', 'text'],
      ['seq', 'int'],
      ['row_hash', 'bytes'],
      ['chain_hash', 'bytes'],
      ['origin_log', 'text'],
      ['origin_seq', 'int'],
      ['span', 'text', 'null'],
      ['salt', 'bytes', 'null'],
      ['event', 'bytes', 'null'],
      ['kind', 'text'],
      ['case_key', 'text', 'null'],
      ['by_staff', 'text', 'null'],
      ['by_proved', 'int'],
      ['received_at', 'int'],
    ],
    ['centre_id', 'log', 'seq'],
  );
  await table(
    'quarantine',
    [
      ['centre_id', 'int'],
      ['log', 'text'],
      ['seq', 'int'],
      ['sealed_hash', 'text'],
      ['sealed', 'bytes'],
      ['why', 'text'],
      ['received_at', 'int'],
    ],
    ['centre_id', 'log', 'seq', 'sealed_hash'],
  );
  await table(
    'feed',
    [
      ['centre_id', 'int'],
      ['feed_seq', 'int'],
      ['log', 'text'],
      ['seq', 'int'],
      ['row_hash', 'bytes'],
      ['rolling', 'bytes'],
    ],
    ['centre_id', 'feed_seq'],
  );
  await table(
    'dose',
    [
      ['centre_id', 'int'],
      ['dose_key', 'text'],
      ['case_key', 'text'],
      ['log', 'text'],
      ['seq', 'int'],
      ['h', 'text'],
      ['device', 'text'],
      ['day', 'text'],
      ['given_at', 'int'],
      ['received_at', 'int'],
      ['dose_number', 'int'],
      ['product', 'text'],
      ['vial', 'text'],
      ['vaccine_batch', 'text'],
      ['vaccination_session', 'text'],
      ['by_staff', 'text', 'null'],
      ['by_proved', 'int'],
      ['state', 'text'],
      ['reasons', 'text'],
      ['is_error', 'int'],
    ],
    ['centre_id', 'dose_key'],
  );
  await table(
    'day_count',
    [
      ['centre_id', 'int'],
      ['day', 'text'],
      ['product', 'text'],
      ['dose_number', 'int'],
      ['state', 'text'],
      ['doses', 'int'],
    ],
    ['centre_id', 'day', 'product', 'dose_number', 'state'],
  );
  await table(
    'vial',
    [
      ['centre_id', 'int'],
      ['vaccination_session', 'text'],
      ['vial', 'text'],
      ['product', 'text'],
      ['vaccine_batch', 'text'],
      ['doses_nominal', 'int'],
      ['opened_at', 'int'],
    ],
    ['centre_id', 'vaccination_session', 'vial', 'vaccine_batch'],
  );
  await table(
    'audit',
    [
      ['audit_id', 'text'],
      ['at', 'int'],
      ['account', 'text'],
      ['action', 'text'],
      ['centre_id', 'int', 'null'],
      ['subject', 'text', 'null'],
    ],
    ['audit_id'],
  );

  const index = (name: string, on: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .on(on)
      .columns(columns as never)
      .execute();
  await index('appointment_by_reference', 'appointment', [
    'centre_id',
    'vaccination_session',
    'reference_id',
  ]);
  await index('appointment_by_day', 'appointment', ['centre_id', 'day']);
  await index('appointment_by_reference_id', 'appointment', ['reference_id']);
  await index('appointment_by_id_hmac', 'appointment', ['id_hmac']);
  await index('log_row_by_case', 'log_row', ['centre_id', 'case_key']);
  await index('log_row_by_origin', 'log_row', ['centre_id', 'origin_log', 'origin_seq']);
  await index('dose_by_case', 'dose', ['centre_id', 'case_key']);
  await index('dose_by_day', 'dose', ['centre_id', 'day', 'state']);
  await index('device_by_centre', 'device', ['centre_id']);
}
