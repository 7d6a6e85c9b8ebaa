import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesFetchedWith, textsNamedIn } from './first-texts.ts';

describe('the texts of the first screens', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'suchi-texts-'));
    const write = (file: string, source: string): void => writeFileSync(join(folder, file), source);
    write('root.ts', "import {\n  a,\n} from './a.ts';\nimport type { B } from './types.ts';\n");
    write('a.ts', "import './side.tsx';\nexport const a = () => import('./later.ts');\n");
    write('side.tsx', "t('enrol.title'); t(`fault.${which}.do`); say('nothing.known');\n");
    write('types.ts', "export type B = 'types.only';\n");
    write('later.ts', "t('later.text');\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are those of all that is imported, not of what is called for later or of types', () => {
    const files = filesFetchedWith([join(folder, 'root.ts')]);
    const keys = ['enrol.title', 'fault.a', 'fault.b.do', 'faulty', 'later.text', 'types.only'];
    expect([...textsNamedIn(files, keys)].sort()).toEqual(['enrol.title', 'fault.a', 'fault.b.do']);
  });
});
