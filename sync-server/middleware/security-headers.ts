// Owns the headers that every answer carries, errors too: what a page of ours may load, run and be asked for.

import type { MiddlewareHandler } from 'hono';

/** Policies the client really creates: its service worker's registration, and nothing else. */
const trustedTypesPolicies = ['suchi-sw'];

/** Argon2 and the QR reader are WebAssembly of our own origin; nothing is inline, nothing comes from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  `trusted-types ${trustedTypesPolicies.join(' ')}`,
].join('; ');

const featuresNobodyNeeds = [
  'accelerometer',
  'autoplay',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
];
const permissionsPolicy = ['camera=(self)', ...featuresNobodyNeeds.map((name) => `${name}=()`)];

const twoYearsSeconds = 63_072_000;

/** `isHttps`: people reach this server over TLS, its own or that of something in front of it. */
export function createSecurityHeaders(isHttps: boolean): MiddlewareHandler {
  const headers = Object.entries({
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissionsPolicy.join(', '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isHttps ? { 'strict-transport-security': `max-age=${twoYearsSeconds}` } : {}),
  });
  return async function securityHeaders(context, next) {
    await next();
    for (const [name, value] of headers) context.res.headers.set(name, value);
  };
}

/** Answers of the API are about people and about now: nothing between here and the page keeps them. */
export const noStore: MiddlewareHandler = async function noStore(context, next) {
  await next();
  context.res.headers.set('cache-control', 'no-store');
};
