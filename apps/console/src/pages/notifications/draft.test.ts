import { describe, expect, it } from 'vitest';
import { blank, bodyOf, draftCheck, newRow, type Draft } from './draft.ts';

const draft: Draft = { ...blank, name: 'CRM', uri: 'https://crm.example.com/calls?key=1' };
const wrong = (value: Draft): string[] => draftCheck.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('a record that is being edited', () => {
  it('needs the Salesforce fields only when it is for Salesforce', () => {
    expect(wrong(draft)).toEqual([]);
    expect(wrong({ ...draft, type: 'SALESFORCE' })).toEqual(['salesforce.issuer', 'salesforce.subject']);
  });

  it('has a complete address, and each parameter once', () => {
    expect(wrong({ ...draft, uri: 'https://' })).toContain('uri');
    const popupVariables = [{ key: 'popup1', parameter: 'callId' }];
    expect(wrong({ ...draft, events: [{ ...newRow, popupVariables }] })).toEqual(['events.0.popupVariables.0.parameter']);
  });

  it('sends no secret that nobody typed, and forgets those that its type does not have', () => {
    expect(bodyOf({ ...draft, password: '' })).not.toHaveProperty('password');
    expect(bodyOf({ ...draft, password: 'new' })).toMatchObject({ password: 'new', privateKey: null, salesforce: null });
    expect(bodyOf({ ...draft, type: 'WEBHOOK', username: 'x', password: 'new' })).toMatchObject({ username: '', password: null });
  });
});
