import { expect, it } from 'vitest';
import { keyOfPersonPath, personPath } from './person-path.ts';

it.each(['a12-40011', 'wABCDEFGH.12345678/7/AbC-_123456'])(
  'leads to %s, and looks like no file to a server',
  (key) => {
    const path = personPath(key);
    expect(path).not.toMatch(/\/[^/]+\.[^/]+$/);
    expect(path.split('/')).toHaveLength(3);
    expect(keyOfPersonPath(decodeURIComponent(path.replace('/person/', '')))).toBe(key);
  },
);
