import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A call in the journey of a contact. Times as the notifications tell them: ISO 8601, UTC. */
export interface CrmCall {
  direction: 'IN' | 'OUT';
  ringDateTime?: string;
  newDateTime?: string;
  agent: string;
  service?: string;
  answerDateTime?: string;
  hangupDateTime?: string;
  transferToDateTime?: string;
  transferToAnswerDateTime?: string;
  transferToAgent?: string;
  transferToHangupDateTime?: string;
}

export interface CrmContact {
  name: string;
  surname: string;
  /** By call id, in the order in which they came. */
  calls: Record<string, CrmCall>;
}

/** By telephone number: that is all that this CRM knows of who calls. */
type CrmData = Record<string, CrmContact>;

const firstData = (): CrmData => ({ '0452224600': { name: 'Mario', surname: 'Rossi', calls: {} } });

/** The data of the demo's CRM: one JSON file, so that the example needs nothing else. */
export class CrmFile {
  readonly #path: string;
  #data: CrmData = firstData();
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(path: string): Promise<CrmFile> {
    const file = new CrmFile(path);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) file.#data = JSON.parse(text) as CrmData;
    return file;
  }

  contact(number: string): CrmContact | undefined {
    return Object.hasOwn(this.#data, number) ? this.#data[number] : undefined;
  }

  /** Empties every journey. */
  async reset(): Promise<void> {
    this.#data = firstData();
    await this.save();
  }

  /** Written whole to the side and then renamed: the file is never half. */
  save(): Promise<void> {
    return (this.#saving = this.#saving
      .catch(() => undefined)
      .then(async () => {
        await mkdir(dirname(this.#path), { recursive: true });
        await writeFile(`${this.#path}.new`, JSON.stringify(this.#data, null, 2));
        await rename(`${this.#path}.new`, this.#path);
      }));
  }
}
