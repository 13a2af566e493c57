import { readFileSync } from 'node:fs';
import { SdkContactEventName, sdkErrorCodes } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { FakeDesk, scenarios } from './testing/index.ts';

const page = readFileSync(new URL('../../../docs/reference/agentdesktop-sdk.md', import.meta.url), 'utf8');

describe('the reference page', () => {
  it('has an example of every method', () => {
    const sdk = new FakeDesk().openWidget({ id: 'X' }).script();
    const methods = Object.entries(sdk).flatMap(([namespace, members]) =>
      typeof members === 'object' ? Object.keys(members).map((name) => `AGENTDESKTOP.${namespace}.${name}(`) : [],
    );
    expect(methods.length).toBeGreaterThan(50);
    expect(methods.filter((method) => !page.includes(method))).toEqual([]);
  });

  it('names every event, error and scenario', () => {
    const names = [...SdkContactEventName.options, ...sdkErrorCodes, ...Object.keys(scenarios)];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
