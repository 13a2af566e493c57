import { CentralinoError, originTrouble } from '@centralino/protocol';

/** Throws `request.invalid`, with words, for a list with something in it that means no origin. `also`: what else may stand there. */
export function checkOrigins(field: string, list: readonly string[], also: readonly string[] = []): void {
  const trouble = originTrouble(list, also);
  if (trouble !== null) throw new CentralinoError('request.invalid', trouble, { fields: { [field]: 'invalid' } });
}
