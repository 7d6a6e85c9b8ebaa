// Owns a tablet for server tests: the same log, seals and request as the real one, made with Node's cryptography alone.

import {
  createCipheriv,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import {
  base64urlToBytes,
  bytesToBase64url,
  concatBytes,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { Subject } from '../../schemas/events/event.ts';
import {
  bodySealContext,
  codeKeyInfo,
  pullMessage,
  rowSealContext,
  signInMessage,
  spanKeyInfo,
  spanSealInfo,
  type ExchangeRequest,
  type SealedRow,
} from '../../schemas/exchange.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import {
  chainHash,
  genesisHash,
  headMessage,
  referenceTo,
  rowHash,
  rowSalt,
  type EventReference,
} from '../../schemas/log/hash-chain.ts';
import { createLogId } from '../../schemas/log/log-id.ts';
import { encodeSegment } from '../../schemas/log/segment-codec.ts';
import { maskCode } from '../../schemas/rules/security-code.ts';
import { nodeDigest } from '../keys/digest.ts';

export interface PaperRow {
  readonly seq: number;
  readonly span: string;
  readonly iv: Bytes;
  readonly sealed: Bytes;
  readonly event: Bytes;
  readonly rowHash: Bytes;
  readonly chainHash: Bytes;
  readonly origin?: { readonly log: string; readonly seq: number };
}

export interface PaperSpan {
  readonly span: string;
  readonly log: string;
  readonly kid: string;
  readonly sealed: string;
  readonly spanKey: Bytes;
  readonly codeKey: Bytes;
}

export interface PaperServer {
  readonly deployment: string;
  readonly sealingKey: { readonly kid: string; readonly publicKey: string };
}

export class PaperTablet {
  readonly deviceKey: { readonly privateKey: KeyObject; readonly publicKey: Bytes };
  readonly device: string;
  log: string;
  genesis: Bytes;
  rows: PaperRow[] = [];
  spans: PaperSpan[] = [];
  counter = 0;
  cursor: string | null = null;
  packHash: string | null = null;
  certificate: string | undefined;
  now = 1_790_000_000;
  readonly server: PaperServer;
  readonly centreId: number;

  constructor(server: PaperServer, centreId: number, now: number) {
    this.server = server;
    this.centreId = centreId;
    this.now = now;
    this.deviceKey = createKey();
    const thumbprint = nodeDigest.sha256(this.deviceKey.publicKey);
    this.device = bytesToBase64url(thumbprint);
    this.log = createLogId(thumbprint, randomBytes(5));
    this.genesis = genesisHash(nodeDigest, {
      log: this.log,
      centreId,
      deviceKey: this.device,
      deployment: server.deployment,
    });
  }

  get head(): Bytes {
    return this.rows.at(-1)?.chainHash ?? this.genesis;
  }

  /** Opens a span and signs in; `staffKey` null writes a claimed sign-in. */
  async unlock(
    staffId: string,
    staffKey: ReturnType<typeof createKey> | null = null,
    { isKeyKnown = false } = {},
  ): Promise<void> {
    const suite = new CipherSuite({
      kem: new DhkemP256HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const seed = randomBytes(32);
    const span = randomBytes(8).toString('base64url');
    const recipientPublicKey = await suite.kem.deserializePublicKey(
      base64urlToBytes(this.server.sealingKey.publicKey)!.buffer as ArrayBuffer,
    );
    const sender = await suite.createSenderContext({
      recipientPublicKey,
      info: spanSealInfo(this.log, span).buffer as ArrayBuffer,
    });
    const sealed = concatBytes(
      new Uint8Array(sender.enc),
      new Uint8Array(await sender.seal(new Uint8Array(seed).buffer)),
    );
    const derive = (info: string): Bytes =>
      new Uint8Array(hkdfSync('sha256', seed, new Uint8Array(0), info, 32));
    this.spans.push({
      span,
      log: this.log,
      kid: this.server.sealingKey.kid,
      sealed: bytesToBase64url(sealed),
      spanKey: derive(spanKeyInfo),
      codeKey: derive(codeKeyInfo),
    });
    const message = signInMessage({
      log: this.log,
      seq: this.rows.length + 1,
      previousHash: bytesToBase64url(this.head),
      span,
      staffId,
    });
    const signature = staffKey && bytesToBase64url(signRaw(staffKey.privateKey, message));
    this.append(
      'signed-in',
      { tablet: true },
      {
        staffId,
        signature,
        ...(staffKey && !isKeyKnown ? { publicKey: bytesToBase64url(staffKey.publicKey) } : {}),
      },
    );
  }

  append(kind: string, subject: Subject, body: object, more: object = {}): EventReference {
    const bytes = canonicalBytes({
      v: 1,
      kind,
      subject,
      at: this.now,
      skew: 0,
      app: 'paper',
      body,
      ...more,
    });
    return this.appendBytes(bytes);
  }

  appendBytes(event: Bytes): EventReference {
    const span = this.spans.at(-1)!;
    const seq = this.rows.length + 1;
    const hash = rowHash(nodeDigest, rowSalt(nodeDigest, span.spanKey, this.log, seq), event);
    const iv = new Uint8Array(randomBytes(12));
    this.rows.push({
      seq,
      span: span.span,
      iv,
      sealed: sealAesGcm(span.spanKey, iv, event, rowSealContext(this.log, seq, span.span)),
      event,
      rowHash: hash,
      chainHash: chainHash(nodeDigest, this.head, hash),
    });
    return referenceTo({ log: this.log, seq, hash: bytesToBase64url(hash) });
  }

  tryCode(subject: Subject, code: number, matches = true): EventReference {
    const masked = maskCode(
      nodeDigest,
      this.spans.at(-1)!.codeKey,
      this.log,
      this.rows.length + 1,
      code,
    );
    return this.append('code-tried', subject, { matches, masked });
  }

  giveDose(subject: Subject, code: EventReference | null, more: object = {}): EventReference {
    return this.append(
      'dose-administered',
      subject,
      {
        doseNumber: 1,
        product: 'COVISHIELD',
        vial: 'A1',
        vaccinationSession: 'vs-1',
        vaccineBatch: 'B1',
        code,
        rules: 'in-2022-08-12',
        ...(code ? {} : { withoutCode: 'walk-in' }),
        ...more,
      },
      { mayDose: true },
    );
  }

  openVial(name = 'A1', vaccinationSession = 'vs-1'): EventReference {
    return this.append(
      'vial-opened',
      { vaccinationSession, vial: name },
      {
        product: 'COVISHIELD',
        vaccineBatch: 'B1',
        expiry: null,
        dosesNominal: 10,
      },
    );
  }

  /** A copy of the whole profile, as a cloned tablet has it. */
  clone(): PaperTablet {
    const copy = Object.create(PaperTablet.prototype) as PaperTablet;
    return Object.assign(copy, this, { rows: [...this.rows], spans: [...this.spans] });
  }

  /** Leaves the log at the last common row and carries what follows into a new one, as pointers. */
  rotate(lastCommonSeq: number): void {
    const carried = this.rows.slice(lastCommonSeq);
    const origin = this.log;
    this.log = createLogId(nodeDigest.sha256(this.deviceKey.publicKey), randomBytes(5));
    this.genesis = genesisHash(nodeDigest, {
      log: this.log,
      centreId: this.centreId,
      deviceKey: this.device,
      deployment: this.server.deployment,
    });
    this.rows = [];
    for (const row of carried)
      this.rows.push({
        ...row,
        seq: this.rows.length + 1,
        chainHash: chainHash(nodeDigest, this.head, row.rowHash),
        origin: row.origin ?? { log: origin, seq: row.seq },
      });
  }

  /** The request bytes for rows from `fromSeq` on, as one sealed body a span or as single rows. */
  request(
    options: {
      from?: number;
      as?: 'rows' | 'bodies';
      pull?: boolean;
      edit?: (header: ExchangeRequest) => void;
    } = {},
  ): Bytes {
    const { from = 1, as = 'rows', pull = false } = options;
    const sent = this.rows.filter((row) => row.seq >= from);
    const frames: Bytes[] = [];
    const header: ExchangeRequest = {
      protocol: 1,
      device: this.device,
      ...(this.certificate === undefined ? {} : { certificate: this.certificate }),
      ask: { [this.log]: [[this.rows.length, bytesToBase64url(this.head)]] },
      logs:
        sent.length === 0
          ? {}
          : {
              [this.log]: {
                centreId: this.centreId,
                head: [this.rows.length, bytesToBase64url(this.head)],
                signature: bytesToBase64url(
                  signRaw(
                    this.deviceKey.privateKey,
                    headMessage(this.log, this.rows.length, this.head),
                  ),
                ),
              },
            },
      spans: this.spans.map(({ span, log, kid, sealed }) => ({ span, log, kid, sealed })),
      rows: as === 'rows' ? sent.map((row) => this.sealedRow(row)) : [],
      bodies: as === 'bodies' ? this.bodiesOf(sent, frames) : [],
      heartbeat: {
        unsent: sent.length,
        needsHelp: 0,
        driftSeconds: 0,
        isPersisted: true,
        freeBytes: 1e9,
        appVersion: 'paper',
        waitingSince: null,
      },
      pull: pull
        ? {
            counter: ++this.counter,
            centreId: this.centreId,
            cursor: this.cursor,
            feedMaxBytes: 65_536,
            packHash: this.packHash,
          }
        : null,
    };
    options.edit?.(header);
    const unsigned = concatBytes(
      encodeFrame(new Uint8Array(gzipSync(utf8ToBytes(JSON.stringify(header))))),
      ...frames.map(encodeFrame),
    );
    return pull
      ? concatBytes(
          unsigned,
          encodeFrame(signRaw(this.deviceKey.privateKey, pullMessage(unsigned))),
        )
      : unsigned;
  }

  /** Rows from … to as somebody else brings them: a file, QR frames, another tablet. */
  carriedCopy(
    from: number,
    to: number,
    as: 'rows' | 'bodies' = 'bodies',
    edit: (header: ExchangeRequest) => void = () => undefined,
  ): Bytes {
    const upTo = this.clone();
    upTo.rows = this.rows.slice(0, to);
    return upTo.request({
      from,
      as,
      edit: (header) => {
        header.carried = true;
        header.ask = {};
        const before = from === 1 ? this.genesis : this.rows[from - 2]!.chainHash;
        header.logs[this.log]!.after = [from - 1, bytesToBase64url(before)];
        edit(header);
      },
    });
  }

  private sealedRow(row: PaperRow): SealedRow {
    return {
      log: this.log,
      seq: row.seq,
      span: row.span,
      hash: bytesToBase64url(row.rowHash),
      iv: bytesToBase64url(row.iv),
      sealed: bytesToBase64url(row.sealed),
      ...(row.origin ? { origin: { ...row.origin, hash: bytesToBase64url(row.rowHash) } } : {}),
    };
  }

  private bodiesOf(rows: readonly PaperRow[], frames: Bytes[]): ExchangeRequest['bodies'] {
    const bodies: ExchangeRequest['bodies'] = [];
    for (const span of this.spans) {
      const own = rows.filter((row) => row.span === span.span);
      const first = own[0];
      if (!first) continue;
      const to = own.at(-1)!.seq;
      const segment = encodeSegment(
        { log: this.log, fromSeq: first.seq, rowHashOf: (seq) => this.rows[seq - 1]!.rowHash },
        own.map((row) => row.event),
      );
      const iv = new Uint8Array(randomBytes(12));
      frames.push(
        sealAesGcm(
          span.spanKey,
          iv,
          deflateRawSync(segment),
          bodySealContext(this.log, first.seq, to, span.span),
        ),
      );
      bodies.push({
        log: this.log,
        span: span.span,
        from: first.seq,
        to,
        iv: bytesToBase64url(iv),
        frame: frames.length,
      });
    }
    return bodies;
  }
}

export function createKey(): { readonly privateKey: KeyObject; readonly publicKey: Bytes } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const point = concatBytes(
    new Uint8Array([4]),
    base64urlToBytes(jwk.x!)!,
    base64urlToBytes(jwk.y!)!,
  );
  return { privateKey, publicKey: point };
}

export function signRaw(key: KeyObject, bytes: Uint8Array): Bytes {
  return new Uint8Array(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }));
}

function sealAesGcm(
  key: Uint8Array,
  iv: Uint8Array,
  plain: Uint8Array,
  context: Uint8Array,
): Bytes {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(context);
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}
