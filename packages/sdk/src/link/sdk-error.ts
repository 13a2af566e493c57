import type { SdkErrorCode } from '@centralino/protocol/sdk-words';

/** Why a request was not carried out. `code` is one of `SdkErrorCode`, or of the product's error registry. */
export class SdkError extends Error {
  readonly code: SdkErrorCode | (string & {});

  constructor(code: SdkErrorCode | (string & {}), message: string) {
    super(message);
    this.name = 'SdkError';
    this.code = code;
  }
}
