import { popupPlaceholders, PopupResult, popupVariables, type Language, type PopupFailure } from '@centralino/protocol';

/** What the editor offers while the function is written. */
export const completionsIn = (language: Language) => [
  ...popupVariables.map(({ name, type, description }) => ({ label: name, detail: `${type}: ${description[language]}`, type: 'variable' })),
  ...popupPlaceholders.map(({ name, description }) => ({ label: `{$${name}}`, detail: description[language], type: 'constant' })),
  ...Object.keys(PopupResult.shape).map((label) => ({ label, type: 'property' })),
];

/** Marks the line that failed; it is cleared with the next change. */
export const problemsOf = (failure: PopupFailure | null) => (source: string) => {
  if (failure === null) return [];
  const lines = source.split('\n');
  const line = Math.min(failure.line ?? 1, lines.length);
  const from = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
  return [{ from, to: from + (lines[line - 1]?.length ?? 0), message: failure.message }];
};
