import { CentralinoError } from '@centralino/protocol';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A whole configuration of thousands of users is read in less than a second; what takes longer is no configuration. */
const deadlineMs = 5_000;
const maxDepth = 40;

// What people upload is read in a thread of its own: 2 KB of brackets overflow the parser's stack, 600 bytes of `? ` keep it busy for
// minutes. A program as text, because the server runs from TypeScript in tests and from JavaScript in production.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { parseDocument } = require(workerData.yaml);
const depthOf = (value) => {
  let depth = 0;
  for (let level = [value]; level.length > 0; depth++) {
    if (depth > workerData.maxDepth) return depth;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return depth;
};
const read = (text) => {
  let document;
  try {
    document = parseDocument(text, { uniqueKeys: true, stringKeys: true });
  } catch {
    return { wrong: 'it is nested too deep' };
  }
  const [wrong] = document.errors;
  if (wrong !== undefined && /call stack/.test(wrong.message)) return { wrong: 'it is nested too deep' };
  if (wrong !== undefined) return { wrong: 'this is not YAML: ' + (wrong.message.split('\\n')[0] || '') };
  let value;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return { wrong: error instanceof RangeError ? 'it is nested too deep' : 'it has too many aliases' };
  }
  return depthOf(value) > workerData.maxDepth ? { wrong: 'it is nested too deep' } : { value };
};
parentPort.postMessage(read(workerData.text));
`;

const invalid = (detail: string): CentralinoError => new CentralinoError('configuration.invalid', detail.slice(0, 1_000));

/** The plain value of a YAML text, read beside the calls. Throws `configuration.invalid`: not YAML, nested too deep, too long to read. */
export function readYaml(text: string): Promise<unknown> {
  const yaml = createRequire(import.meta.url).resolve('yaml');
  const worker = new Worker(program, {
    eval: true,
    workerData: { yaml, text, maxDepth },
    execArgv: [],
    name: 'yaml',
    resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 4 },
  });
  return new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(invalid('it takes too long to read')), deadlineMs);
    worker.once('message', ({ value, wrong }: { value?: unknown; wrong?: string }) => {
      clearTimeout(timer);
      if (wrong === undefined) resolve(value);
      else reject(invalid(wrong));
    });
    // Out of memory or stack beyond what can be caught: the thread ends, the server does not.
    worker.once('error', () => {
      clearTimeout(timer);
      reject(invalid('it is too large or nested too deep to be read'));
    });
  }).finally(() => worker.terminate());
}
